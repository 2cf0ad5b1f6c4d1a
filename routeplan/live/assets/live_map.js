// The map of the live planner as a widget: what the kernel knows is drawn, what is done by hand is told to the kernel.
const LAYERS = ["land", "edge", "graticule", "depth", "waters", "slope", "ice", "limits", "zones", "cables", "probability"];

function render({ model, el }) {
  const rp = LOADED.rp, L = LOADED.L, live = rp.live;
  const [page, options] = model.get("opening");
  const frame = rp.make("div", "rp-live-frame", el), bar = rp.make("div", "rp-live-bar", frame);
  const map = rp.map(rp.make("div", "folium-map", frame), page, options);
  const root = () => el.closest(".routeplan-live") || el;
  bar.setAttribute("aria-hidden", "true");

  const tell = (message) => {
    frame.classList.add("is-told"); // at once; the kernel may be busy
    model.send(message);
  };
  model.on("msg:custom", (message, buffers) => {
    if (message.do === "heard") heard();
    if (message.do === "download") live.download(message.name, message.kind, buffers[0]);
  });

  live.layers(map, model, LAYERS);
  let dragged = false, answered = true;
  const ends = live.ends(map, (end, at) => {
    dragged = true;
    tell({ do: "end", end, lon: at.lng, lat: at.lat });
  });
  live.landings(map, model.get("landings"), (id) => tell({ do: "landing", id }));
  const draw = live.draw(map, (drawn) => tell({ do: "drawn", ...drawn }));
  const lines = L.layerGroup().addTo(map);
  let bounds = L.bounds([]), corridor = null;

  // Both ends and the geodesic between them, with the routes where they are known.
  const fit = () => {
    const { start, end } = model.get("stops");
    const between = rp.along(L.latLng(start.lat, start.lon), L.latLng(end.lat, end.lon), 200);
    const all = L.bounds(rp.project(map, between));
    if (bounds.isValid() && answered) all.extend(bounds.min).extend(bounds.max);
    map.rp.frame = all;
    if (dragged) return; // the user has just shown that the view is right
    map.rp.touched = false;
    rp.refit(map);
  };
  const bind = (name, show) => {
    model.on("change:" + name, () => show(model.get(name)));
    show(model.get(name));
  };
  bind("stops", (stops) => {
    ends(stops);
    answered = false;
    fit();
  });
  bind("drawn", draw);
  bind("routes", (routes) => {
    bounds = live.routes(map, lines, routes);
    const first = !answered && routes.some((route) => route.current && route.answers);
    if (!first) return;
    answered = true;
    fit();
    dragged = false;
  });
  bind("corridor", (sent) => {
    if (corridor) corridor.remove();
    corridor = sent.function ? rp[sent.function](map, sent.data).addTo(map) : null;
  });
  // What the kernel did not take goes back to where it was.
  const heard = () => {
    frame.classList.remove("is-told");
    dragged = dragged && !answered;
    ends(model.get("stops"));
    draw(model.get("drawn"));
  };
  bind("stage", (stage) => { frame.dataset.stage = stage; });

  // On paper: the map as wide as the sheet, without controls.
  const print = (on) => () => {
    root().classList.toggle("is-printing", on);
    map.invalidateSize({ animate: false });
    rp.refit(map);
  };
  const before = print(true), after = print(false);
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);

  const watch = new ResizeObserver(() => map.invalidateSize({ animate: false }));
  watch.observe(frame);
  const suppress = () => root().setAttribute("data-lm-suppress-shortcuts", "true");
  requestAnimationFrame(suppress);
  const release = live.keys((target) => root().contains(target), (step) => tell({ do: step }));
  frame.routeplanModel = model; // for tests of the page
  return () => {
    release();
    window.removeEventListener("beforeprint", before);
    window.removeEventListener("afterprint", after);
    watch.disconnect();
    map.remove();
  };
}

export default { render };
