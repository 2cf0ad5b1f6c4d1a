// Closed areas and via points: drawn with a tool, then dragged, edited and removed one by one.
(function () {
  "use strict";
  const rp = window.routeplan, live = (rp.live = rp.live || {});
  const AREA = "M3 5.5L8 2l5.5 3.5-2 7h-7z", VIA = "M8 14.5C5.5 10.5 3 8.6 3 6a5 5 0 0 1 10 0c0 2.6-2.5 4.5-5 8.5M8 4.5v3M6.5 6h3";
  const HINTS = {
    area: "Click the corners of the area. Click the first corner again, or press Enter, to close it. Escape cancels.",
    via: "Click the point at sea that the route must pass. Escape cancels.",
  };

  // Calls tell({ closed, via }) after each change by hand; gives a function that shows another { closed, via }.
  live.draw = function (map, tell) {
    const state = { areas: [], via: [], selected: null, mode: null, corners: [] };
    const shapes = L.layerGroup().addTo(map), handles = L.layerGroup().addTo(map);
    map.createPane("rp-areas").style.zIndex = 395;
    const svg = L.svg({ pane: "rp-areas", padding: 0.5 });
    const bar = box(map, function () { remove(state.selected); }), buttons = {
      area: rp.tool(map, "Close an area to the route", AREA, function () { switchTool("area"); }),
      via: rp.tool(map, "Add a via point that the route must pass", VIA, function () { switchTool("via"); }),
    };
    const latlng = function (point) { return map.options.crs.projection.unproject(point); };
    const point = function (at) { return map.options.crs.projection.project(at); };
    const degrees = function (at) { const w = at.wrap(); return [+w.lng.toFixed(3), +w.lat.toFixed(3)]; };

    // ---- what is drawn, in degrees -----------------------------------------------------------------------------
    function drawn() {
      return {
        closed: state.areas.map(function (area) {
          const ring = area.corners.map(function (corner) { return degrees(latlng(corner)); });
          return ring.concat([ring[0]]);
        }),
        via: state.via.map(function (via) { return degrees(via.marker.getLatLng()); }),
      };
    }
    function changed() {
      number();
      tell(drawn());
    }
    function show(wanted) {
      if (JSON.stringify(wanted) === JSON.stringify(drawn())) return;
      select(null);
      shapes.clearLayers();
      state.areas = wanted.closed.map(function (ring) {
        return area(ring.slice(0, -1).map(function (at) { return point(L.latLng(at[1], at[0])); }));
      });
      state.via = wanted.via.map(function (at) { return via(L.latLng(at[1], at[0])); });
      number();
    }

    // ---- areas -------------------------------------------------------------------------------------------------
    function area(corners) {
      const made = { kind: "area", corners: corners };
      made.shape = new rp.Polygon([corners], { pane: "rp-areas", renderer: svg, className: "rp-closed", smoothFactor: 0 });
      made.shape.bindTooltip("Closed area: click to edit", { sticky: true, className: "rp-tooltip" });
      made.shape.on("click", function (event) { L.DomEvent.stop(event); select(made); });
      made.shape.on("mousedown", function (event) { move(made, event); });
      return shapes.addLayer(made.shape) && made;
    }
    function redraw(made) { made.shape.setLatLngs([made.corners]); }

    // Drags the whole area.
    function move(made, event) {
      const from = point(event.latlng), before = made.corners.slice();
      L.DomEvent.stop(event);
      map.dragging.disable();
      const drag = function (to) {
        const by = point(to.latlng).subtract(from);
        made.shape.closeTooltip();
        made.corners = before.map(function (corner) { return corner.add(by); });
        handles.clearLayers();
        redraw(made);
      };
      map.on("mousemove", drag);
      document.addEventListener("mouseup", function () {
        map.off("mousemove", drag).dragging.enable();
        if (made.corners[0].equals(before[0])) return;
        select(made);
        changed();
      }, { once: true });
    }

    // A handle on each corner, and a smaller one between two that becomes a corner when it is dragged.
    function showHandles(made) {
      handles.clearLayers();
      made.corners.forEach(function (corner, i) {
        const next = made.corners[(i + 1) % made.corners.length];
        handle(made, i, corner, "rp-corner", function () {});
        handle(made, i + 1, corner.add(next).divideBy(2), "rp-corner rp-middle", function (at) { made.corners.splice(i + 1, 0, at); });
      });
    }
    function handle(made, index, at, className, begin) {
      const marker = L.marker(latlng(at), { draggable: true, icon: L.divIcon({ className: className, iconSize: [12, 12] }) });
      marker.on("dragstart", function () { begin(at); });
      marker.on("drag", function () { made.corners[index] = point(marker.getLatLng()); redraw(made); });
      marker.on("dragend", function () { showHandles(made); changed(); });
      marker.on("contextmenu", function () {
        if (className !== "rp-corner" || made.corners.length < 4) return;
        made.corners.splice(index, 1);
        redraw(made);
        showHandles(made);
        changed();
      });
      handles.addLayer(marker);
    }

    // ---- via points --------------------------------------------------------------------------------------------
    function via(at) {
      const made = { kind: "via" };
      made.label = rp.make("span", "rp-via-number");
      made.marker = L.marker(at, { draggable: true, icon: L.divIcon({ className: "rp-via", html: made.label, iconSize: [20, 20] }) });
      made.marker.bindTooltip("Via point: drag it, or click to remove it", { direction: "top", className: "rp-tooltip" });
      made.marker.on("dragend", changed);
      made.marker.on("click", function () { select(made); });
      return shapes.addLayer(made.marker) && made;
    }
    function number() {
      state.via.forEach(function (made, i) { made.label.textContent = i + 1; });
    }

    // ---- selecting and removing --------------------------------------------------------------------------------
    function select(made) {
      state.selected = made;
      handles.clearLayers();
      if (made && made.kind === "area") showHandles(made);
      if (made) {
        bar.open(made.kind === "area" ? "Closed area: drag it or its corners; right-click removes a corner." : "Via point: drag it to another place.", "Remove");
      } else if (!state.mode) bar.close();
    }
    function remove(made) {
      if (!made) return;
      state.areas = state.areas.filter(function (other) { return other !== made; });
      state.via = state.via.filter(function (other) { return other !== made; });
      shapes.removeLayer(made.shape || made.marker);
      select(null);
      map.getContainer().focus({ preventScroll: true }); // it was on what is gone
      changed();
    }

    // ---- drawing -----------------------------------------------------------------------------------------------
    const sketch = new rp.Line([], { pane: "rp-measure", className: "rp-sketch", interactive: false, smoothFactor: 0 });
    const first = L.marker([90, 0], { icon: L.divIcon({ className: "rp-corner", iconSize: [12, 12] }) });
    function switchTool(mode) {
      const next = state.mode === mode ? null : mode;
      select(null);
      state.mode = next;
      state.corners = [];
      Object.keys(buttons).forEach(function (kind) { buttons[kind].setAttribute("aria-pressed", String(kind === next)); });
      map.getContainer().classList.toggle("rp-drawing", Boolean(next));
      map.doubleClickZoom[next ? "disable" : "enable"]();
      map[next ? "on" : "off"]({ click: click, mousemove: follow });
      sketch.remove();
      first.remove();
      if (next) {
        bar.open(HINTS[next], "");
        map.getContainer().focus({ preventScroll: true });
      } else bar.close();
    }
    function click(event) {
      if (state.mode === "via") {
        state.via.push(via(event.latlng));
        switchTool("via");
        changed();
        return;
      }
      const begun = state.corners.length && map.latLngToContainerPoint(latlng(state.corners[0])).distanceTo(event.containerPoint) < 10;
      if (begun) { close(); return; }
      state.corners.push(point(event.latlng));
      if (state.corners.length === 1) {
        sketch.addTo(map);
        first.setLatLng(event.latlng).addTo(map).off("click").on("click", close);
      }
      follow(event);
    }
    function follow(event) {
      if (state.corners.length) sketch.setLatLngs(state.corners.concat([point(event.latlng)]));
    }
    function close() {
      if (state.corners.length < 3) return;
      const made = area(state.corners);
      state.areas.push(made);
      switchTool("area");
      select(made);
      changed();
    }
    map.on("click", function () { if (!state.mode) select(null); });
    map.getContainer().addEventListener("keydown", function (event) {
      if (event.key === "Escape" && state.mode) switchTool(state.mode);
      else if (event.key === "Escape") select(null);
      else if (event.key === "Enter" && state.mode === "area") close();
      else if ((event.key === "Delete" || event.key === "Backspace") && state.selected) remove(state.selected);
    });
    return show;
  };

  // A box with a hint, and a button for what is selected.
  function box(map, act) {
    const node = rp.make("div", "rp-measure rp-draw-box"), text = rp.make("span", "", node);
    const button = rp.make("button", "", node);
    let shown = null;
    button.type = "button";
    L.DomEvent.on(button, "click", act);
    const close = function () { if (shown) shown.remove(); shown = null; };
    return {
      close: close,
      open: function (hint, label) {
        text.textContent = hint;
        button.textContent = label;
        button.hidden = !label;
        if (!shown) shown = rp.control(map, "topleft", node);
      },
    };
  }
})();
