// Layers that come one after the other, routes and corridor: what the kernel sends, drawn by the scripts of map_routes.
(function () {
  "use strict";
  const rp = window.routeplan, live = (rp.live = rp.live || {});

  // Adds each layer of the model to the map and to its switch as soon as it is there.
  live.layers = function (map, model, names) {
    const none = rp.noLayer().addTo(map), choices = [none], drawn = {};
    const control = L.control.layers({ "No layer": none }, {}, { position: "topright" }).addTo(map);
    const add = function (name) {
      const sent = model.get(name);
      if (drawn[name] || !sent.function) return;
      const layer = (drawn[name] = rp[sent.function](map, sent.data));
      if (sent.choice) {
        control.addBaseLayer(layer, sent.title);
        choices.push(layer);
      }
      if (!sent.choice && sent.title) control.addOverlay(layer, sent.title);
      if (sent.show) layer.addTo(map);
      if (sent.data.urls) ice(map, model, layer, choices);
      (sent.credits || []).forEach(function (credit) { rp.credit(map, credit); });
    };
    names.forEach(function (name) {
      add(name);
      model.on("change:" + name, function () { add(name); });
    });
  };

  // The month of the controls and that of the ice on the map are one: 0 where no ice is shown.
  function ice(map, model, layer, choices) {
    const input = function () { return map.getContainer().querySelector(".rp-months input"); };
    const tell = function (month) {
      if (model.get("month") === month) return;
      model.set("month", month);
      model.save_changes();
    };
    const show = function () {
      const month = model.get("month");
      if (month) {
        choices.forEach(function (other) { if (other !== layer) other.remove(); });
        layer.addTo(map);
        if (+input().value === month) return;
        input().value = month;
        input().dispatchEvent(new Event("input"));
      } else if (map.hasLayer(layer)) {
        layer.remove();
        choices[0].addTo(map);
      }
    };
    layer.on("add", function () { if (!model.get("month")) tell(+input().value); });
    layer.on("remove", function () { tell(0); });
    map.getContainer().addEventListener("input", function (event) { if (event.target === input()) tell(+event.target.value); });
    model.on("change:month", show);
    show();
  }

  // The current route above the pinned ones; gives their bounds in projected metres.
  live.routes = function (map, group, routes) {
    group.clearLayers();
    map.rp.lines = [];
    map.rp.lanes = [];
    const bounds = L.bounds([]);
    // The current route keeps its own way, and pins that share it are beside it; the first is added last, on top.
    const lines = routes.map(function (data) { return { data: data, drawn: rp.routeLine(map, data) }; });
    lines.reverse().forEach(function (made) {
      const data = made.data, drawn = made.drawn;
      drawn.group.eachLayer(function (line) { if (data.current) line.options.className += " rp-current"; });
      group.addLayer(drawn.group);
      map.rp.lines.push({ layer: drawn.group, points: drawn.points });
      drawn.points.forEach(function (p) { bounds.extend(p); });
    });
    return bounds;
  };
})();
