// Depth profile of the selected route below the map; its cursor and a marker on the route move together.
(function () {
  "use strict";
  const rp = window.routeplan;
  const STEP_KM = 10, PAGE = 10; // of an arrow key; a page key makes this many
  const LEFT = 46, RIGHT = 14, TOP = 12, BOTTOM = 19; // margins, pixels
  const ROUND = [1, 2, 5];
  const LOW = 560; // a map lower than this opens with the profile folded

  function roundStep(span, most) {
    for (let power = 1; ; power *= 10) {
      for (let i = 0; i < ROUND.length; i++) if (span / (ROUND[i] * power) <= most) return ROUND[i] * power;
    }
  }

  function grouped(value) {
    return Math.round(value).toLocaleString("en").replace(/,/g, "\u202f");
  }

  // Kilometres along a route to each of its points.
  function kilometres(route) {
    if (!route.km) {
      let total = 0;
      route.km = route.line.map(function (at, i) { return i ? (total += rp.inverse(route.line[i - 1], at).km) : 0; });
    }
    return route.km;
  }

  function positionAt(map, route, km) {
    const kms = kilometres(route), last = kms.length - 1;
    let i = 1;
    while (i < last && kms[i] < km) i++;
    const share = Math.max(0, Math.min(1, (km - kms[i - 1]) / (kms[i] - kms[i - 1] || 1)));
    const a = route.points[i - 1], b = route.points[i];
    return map.options.crs.projection.unproject(L.point(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)));
  }

  function nearestKm(map, route, latlng) {
    const p = map.options.crs.projection.project(latlng), kms = kilometres(route);
    let best = { gap: Infinity, km: 0 };
    for (let i = 1; i < route.points.length; i++) {
      const a = route.points[i - 1], b = route.points[i], x = b.x - a.x, y = b.y - a.y;
      const share = Math.max(0, Math.min(1, ((p.x - a.x) * x + (p.y - a.y) * y) / (x * x + y * y || 1)));
      const gap = Math.hypot(p.x - a.x - share * x, p.y - a.y - share * y);
      if (gap < best.gap) best = { gap: gap, km: kms[i - 1] + share * (kms[i] - kms[i - 1]) };
    }
    return best.km;
  }

  function depthAt(profile, km) {
    let i = 1;
    while (i < profile.km.length - 1 && profile.km[i] < km) i++;
    const span = profile.km[i] - profile.km[i - 1] || 1;
    const share = Math.max(0, Math.min(1, (km - profile.km[i - 1]) / span));
    return profile.depth[i - 1] + share * (profile.depth[i] - profile.depth[i - 1]);
  }

  function valueAt(runs, km) {
    let value = "";
    (runs || []).forEach(function (run) { if (run[0] <= km) value = run[1]; });
    return value;
  }

  // ---- panel -----------------------------------------------------------------------------------------------------
  rp.profile = function (map, route) {
    const panel = map.rp.profile || (map.rp.profile = build(map));
    panel.routes.push(route);
    const option = rp.make("option", "", panel.select, route.data.name);
    option.value = panel.routes.length - 1;
    panel.select.disabled = panel.routes.length < 2;
    const choose = function () { panel.choose(route); };
    route.layer.on("mousemove", function (event) {
      choose();
      panel.show(nearestKm(map, route, event.latlng));
    });
    route.layer.on("mouseout", function () { panel.show(null); });
    route.layer.on("popupopen", choose);
    if (panel.routes.length === 1) choose();
  };

  function build(map) {
    const box = rp.make("section", "rp-profile", map.rp.root), head = rp.make("div", "rp-profile-head", box);
    box.setAttribute("aria-label", "Depth profile");
    const fold = rp.make("button", "rp-fold", head, "Depth profile");
    fold.type = "button";
    const select = rp.make("select", "", head);
    select.setAttribute("aria-label", "Route whose profile is shown");
    const facts = rp.make("output", "rp-profile-told", head);
    const svg = rp.svg("svg", { class: "rp-profile-plot", role: "slider", tabindex: 0, "aria-valuemin": 0 }, box);
    const marker = L.circleMarker([90, 0], { pane: "rp-cursor", radius: 6, className: "rp-cursor", interactive: false });
    const panel = { routes: [], select: select, route: null, km: null };

    panel.choose = function (route) {
      if (panel.route === route) return;
      panel.route = route;
      panel.km = null;
      select.value = panel.routes.indexOf(route);
      svg.setAttribute("aria-label", "Depth along " + route.data.name + "; arrow keys move a marker along the route");
      svg.setAttribute("aria-valuemax", Math.round(route.data.profile.length));
      panel.show(null);
      panel.draw();
    };
    panel.draw = function () { if (panel.route && !box.classList.contains("rp-folded")) draw(svg, panel); };
    panel.show = function (km) {
      const route = panel.route, profile = route.data.profile;
      panel.km = km === null ? null : Math.max(0, Math.min(profile.length, km));
      if (panel.km === null) marker.remove();
      else marker.setLatLng(positionAt(map, route, panel.km)).setStyle({ color: route.data.colour }).addTo(map);
      const words = panel.km === null ? null : describe(profile, panel.km);
      // The position is shown, but not spoken.
      facts.textContent = words === null ? "" : words + (box.offsetWidth > 900 ? " · " + rp.position(marker.getLatLng()) : "");
      svg.setAttribute("aria-valuenow", Math.round(panel.km || 0));
      svg.setAttribute("aria-valuetext", words || "no marker");
      cursor(svg, panel);
    };

    const folded = function (yes) {
      box.classList.toggle("rp-folded", yes);
      fold.setAttribute("aria-expanded", String(!yes));
      map.invalidateSize({ animate: false });
      panel.draw();
    };
    L.DomEvent.on(fold, "click", function () { folded(!box.classList.contains("rp-folded")); });
    L.DomEvent.on(select, "change", function () { panel.choose(panel.routes[select.value]); });
    L.DomEvent.on(svg, "pointermove pointerdown", function (event) {
      const at = event.clientX - svg.getBoundingClientRect().left;
      panel.show(((at - LEFT) / panel.width) * panel.route.data.profile.length);
    });
    L.DomEvent.on(svg, "pointerleave blur", function () { panel.show(null); });
    L.DomEvent.on(svg, "keydown", function (event) { step(event, panel); });
    map.on("resize rp:printed", panel.draw);
    let before = false; // whether it was folded before printing
    map.on("rp:printing", function (event) {
      if (event.printing) before = box.classList.contains("rp-folded");
      folded(before && !event.printing);
    });
    folded(map.rp.root.clientHeight < LOW);
    return panel;
  }

  function describe(profile, km) {
    const ice = valueAt(profile.ice, km), jurisdiction = valueAt(profile.jurisdiction, km);
    const words = ["KP " + grouped(km) + " km", grouped(depthAt(profile, km)) + " m deep"];
    if (jurisdiction) words.push(jurisdiction === "high seas" ? jurisdiction : "jurisdiction " + jurisdiction);
    if (ice && ice !== "land") words.push(ice === "open" ? "no ice" : ice + " ice");
    return words.join(" · ");
  }

  function step(event, panel) {
    const steps = {
      ArrowRight: STEP_KM, ArrowUp: STEP_KM, ArrowLeft: -STEP_KM, ArrowDown: -STEP_KM,
      PageUp: PAGE * STEP_KM, PageDown: -PAGE * STEP_KM, Home: -Infinity, End: Infinity,
    };
    if (event.key === "Escape") panel.show(null);
    if (!(event.key in steps)) return;
    event.preventDefault();
    panel.show((panel.km || 0) + steps[event.key]);
  }

  // ---- drawing ---------------------------------------------------------------------------------------------------
  function draw(svg, panel) {
    const profile = panel.route.data.profile, size = svg.getBoundingClientRect();
    const width = size.width - LEFT - RIGHT, height = size.height - TOP - BOTTOM;
    if (width < 40 || height < 20) return;
    const stepM = roundStep(Math.max.apply(null, profile.depth) * 1.06 + 20, 4), deepest = stepM * Math.ceil(
      (Math.max.apply(null, profile.depth) * 1.06 + 20) / stepM);
    const x = function (km) { return LEFT + (km / profile.length) * width; };
    const y = function (depth) { return TOP + (depth / deepest) * height; };
    panel.width = width;
    svg.replaceChildren();
    svg.setAttribute("viewBox", "0 0 " + size.width + " " + size.height);
    const line = profile.km.map(function (km, i) { return x(km).toFixed(1) + " " + y(profile.depth[i]).toFixed(1); });
    const first = LEFT + " " + y(profile.depth[0]).toFixed(1);
    const last = LEFT + width + " " + y(profile.depth[profile.depth.length - 1]).toFixed(1);
    const bed = first + "L" + line.join("L") + "L" + last;
    rp.svg("rect", { x: LEFT, y: TOP, width: width, height: height, class: "rp-profile-water" }, svg);
    rp.svg("path", { d: "M" + bed + "V" + (TOP + height) + "H" + LEFT + "Z", class: "rp-profile-ground" }, svg);
    axes(svg, profile, { x: x, y: y, width: width, height: height, stepM: stepM, deepest: deepest });
    ice(svg, profile, x);
    rp.svg("path", { d: "M" + bed, class: "rp-profile-line", stroke: panel.route.data.colour }, svg);
    rp.svg("path", { class: "rp-profile-cursor" }, svg);
    rp.svg("circle", { r: 4, class: "rp-profile-dot" }, svg);
    panel.x = x;
    panel.y = y;
    cursor(svg, panel);
  }

  function axes(svg, profile, at) {
    for (let depth = 0; depth <= at.deepest; depth += at.stepM) {
      if (depth) rp.svg("path", { d: "M" + LEFT + " " + at.y(depth) + "h" + at.width, class: "rp-profile-grid" }, svg);
      const label = rp.svg("text", { x: LEFT - 5, y: at.y(depth) + 3.5, "text-anchor": "end" }, svg);
      label.textContent = grouped(depth) + (depth ? "" : " m");
    }
    const stepKm = roundStep(profile.length, Math.max(2, Math.floor(at.width / 90)));
    const end = grouped(profile.length) + " km", bottom = TOP + at.height;
    for (let km = 0; km < profile.length; km += stepKm) {
      rp.svg("path", { d: "M" + at.x(km) + " " + bottom + "v4", class: "rp-profile-tick" }, svg);
      if (at.x(profile.length) - at.x(km) < 6 * end.length + 24) continue;
      const label = rp.svg("text", { x: at.x(km), y: bottom + 14, "text-anchor": km ? "middle" : "start" }, svg);
      label.textContent = km ? grouped(km) : "KP 0";
    }
    const label = rp.svg("text", { x: at.x(profile.length), y: bottom + 14, "text-anchor": "end" }, svg);
    label.textContent = end;
  }

  // Bars of seasonal and perennial ice.
  function ice(svg, profile, x) {
    (profile.ice || []).forEach(function (run, i) {
      if (run[1] !== "seasonal" && run[1] !== "perennial") return;
      const next = profile.ice[i + 1], end = next ? next[0] : profile.length;
      const bar = rp.svg("rect", {
        x: x(run[0]), y: TOP - 7, width: Math.max(0.5, x(end) - x(run[0])), height: 5, class: "rp-profile-" + run[1],
      }, svg);
      rp.svg("title", {}, bar).textContent = run[1] + " ice";
    });
  }

  function cursor(svg, panel) {
    const line = svg.querySelector(".rp-profile-cursor"), dot = svg.querySelector(".rp-profile-dot");
    if (!line) return;
    const shown = panel.km !== null, profile = panel.route.data.profile;
    line.style.display = dot.style.display = shown ? "" : "none";
    if (!shown) return;
    line.setAttribute("d", "M" + panel.x(panel.km) + " " + panel.y(0) + "V" + (svg.getBoundingClientRect().height - BOTTOM));
    dot.setAttribute("cx", panel.x(panel.km));
    dot.setAttribute("cy", panel.y(depthAt(profile, panel.km)));
  }
})();
