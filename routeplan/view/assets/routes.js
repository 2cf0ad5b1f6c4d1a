// Routes, places, and the panel that lists routes. Text always goes in as text, never as HTML.
(function () {
  "use strict";
  const rp = window.routeplan;
  const SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1], [0.8, -0.8], [-0.8, -0.8], [0.8, 0.8], [-0.8, 0.8]];
  const GAP = 9;

  function table(data) {
    const node = rp.make("div", "rp-facts"), title = rp.make("h2", "", node, data.name);
    title.style.borderColor = data.colour;
    const body = rp.make("tbody", "", rp.make("table", "", node));
    data.facts.forEach(function (fact) {
      const row = rp.make("tr", fact.part ? "rp-part" : "", body);
      rp.make("th", "", row, fact.label).scope = "row";
      rp.make("td", "", row, fact.value);
    });
    return node;
  }

  // On a narrow screen the panel is as wide as the map: a popup opens below it and beside the buttons.
  function leaveRoom(map, popup) {
    const narrow = map.getSize().x < 640;
    const panel = rp.controlBoxes(map).filter(function (b) { return b.panel; })[0];
    popup.options.autoPanPaddingTopLeft = L.point(8, narrow && panel ? panel.bottom + 8 : 8);
    popup.options.maxHeight = Math.max(160, 0.7 * map.getSize().y);
    popup.options.autoPanPaddingBottomRight = L.point(narrow ? 50 : 8, 8);
  }

  // ---- routes ----------------------------------------------------------------------------------------------------
  function hintOf(data) {
    const hint = rp.make("span");
    rp.make("b", "", hint, data.name);
    data.hint.forEach(function (text) { rp.make("span", "", hint, "\n" + text); });
    return hint;
  }

  // The line alone, with what it tells when pointed at or clicked: { group, line, points, lane }.
  rp.routeLine = function (map, data) {
    const line = [];
    for (let i = 0; i < data.lonlat.length; i += 2) line.push(L.latLng(data.lonlat[i + 1], data.lonlat[i]));
    const points = rp.project(map, line);
    if (!map.rp.svg) {
      map.rp.svg = L.svg({ padding: 0.5 });
      map.rp.casings = L.svg({ pane: "rp-casing", padding: 0.5 });
    }
    const entry = rp.addLane(map, points);
    const casing = new rp.LaneLine(points, {
      lane: entry,
      pane: "rp-casing", renderer: map.rp.casings, className: "rp-casing", weight: 6.5, smoothFactor: 0.5,
    });
    const stroke = new rp.LaneLine(points, {
      lane: entry,
      renderer: map.rp.svg, className: "rp-route", color: data.colour, weight: 3.2, opacity: 1, dashArray: data.dash,
      lineCap: data.dash ? "butt" : "round", smoothFactor: 0.5,
    });
    const near = new rp.LaneLine(points, { // wide and invisible, to catch pointer and finger
      lane: entry, renderer: map.rp.svg, className: "rp-route-near", color: data.colour, weight: 16, opacity: 0, smoothFactor: 0.5,
    });
    const group = L.featureGroup([casing, stroke, near]);
    group.bindTooltip(hintOf(data), { sticky: true, className: "rp-tooltip" });
    group.bindPopup(table(data), { maxWidth: 320, minWidth: 240, className: "rp-popup" });
    Object.assign(entry, { group: group, lines: [casing, stroke] });
    return { group: group, line: line, points: points, lane: entry };
  };

  rp.route = function (map, data) {
    const drawn = rp.routeLine(map, data), group = drawn.group, line = drawn.line, points = drawn.points;
    map.on("moveend resize", function () { leaveRoom(map, group.getPopup()); });
    map.rp.lines.push({ layer: group, points: points });
    const row = addToPanel(map, data, function (button) {
      if (!map.hasLayer(group)) group.addTo(map);
      group.openPopup(line[Math.floor(line.length / 2)]);
      focusPopup(map, group.getPopup(), button);
    });
    drawn.lane.button = row.firstChild;
    followFocus(map, drawn.lane);
    if (data.profile) rp.profile(map, { data: data, line: line, points: points, layer: group });
    // Where routes share a line, the first is on top.
    if (data.beneath) group.on("add", function () { group.bringToBack(); });
    group.on("add remove", function () { row.classList.toggle("rp-off", !map.hasLayer(group)); });
    return group;
  };

  // ---- one route among others ------------------------------------------------------------------------------------
  // The route whose popup is open, or whose row is under the pointer, is on top, and the others fade.
  function followFocus(map, entry) {
    const show = function () { focusOn(map, entry); };
    const leave = function () {
      focusOn(map, map.rp.lanes.filter(function (other) { return other.group.isPopupOpen(); })[0] || null);
    };
    entry.group.on("popupopen", show).on("popupclose", function () { focusOn(map, null); });
    L.DomEvent.on(entry.button, "mouseenter", show);
    L.DomEvent.on(entry.button, "mouseleave", leave);
  }

  function focusOn(map, chosen) {
    map.rp.lanes.forEach(function (entry) {
      entry.button.setAttribute("aria-pressed", String(entry === chosen));
      entry.lines.forEach(function (line) {
        if (line._path) line._path.classList.toggle("rp-faded", chosen !== null && entry !== chosen);
      });
    });
    if (chosen && map.hasLayer(chosen.group)) chosen.group.bringToFront();
  }

  // A popup opened by keyboard takes the focus, and Escape returns it.
  function focusPopup(map, popup, button) {
    const node = popup.getElement();
    if (!node) return;
    node.setAttribute("role", "dialog");
    node.setAttribute("aria-label", button.textContent);
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
    const escape = function (event) { if (event.key === "Escape") map.closePopup(popup); };
    node.addEventListener("keydown", escape);
    map.once("popupclose", function () {
      node.removeEventListener("keydown", escape);
      if (node.contains(document.activeElement) || document.activeElement === document.body) {
        button.focus({ preventScroll: true });
      }
    });
  }

  // ---- panel of routes -------------------------------------------------------------------------------------------
  function addToPanel(map, data, act) {
    if (!map.rp.list) {
      const box = rp.make("section", "rp-panel");
      box.setAttribute("aria-label", "Routes on this map");
      rp.make("h1", "", box, map.rp.heading);
      map.rp.list = rp.make("ul", "", box);
      L.DomEvent.disableScrollPropagation(box);
      rp.control(map, "topleft", box);
    }
    const row = rp.make("li", "", map.rp.list), button = rp.make("button", "", row);
    button.type = "button";
    button.title = "Show this route and its facts";
    const swatch = rp.svg("svg", { viewBox: "0 0 22 8", "aria-hidden": "true" }, button);
    rp.svg("path", { d: "M2 4h18", class: "rp-swatch-casing" }, swatch);
    const line = rp.svg("path", { d: "M2 4h18", stroke: data.colour, class: "rp-swatch" }, swatch);
    if (data.dash) line.setAttribute("stroke-dasharray", "7.5 3");
    const name = rp.make("span", "rp-name", button, data.name);
    if (data.brief) rp.make("span", "rp-brief", name, data.brief);
    rp.make("span", "rp-km", button, data.length);
    L.DomEvent.on(button, "click", function () { act(button); });
    return row;
  }

  // ---- places ----------------------------------------------------------------------------------------------------
  rp.places = function (map, data) {
    const group = L.featureGroup();
    data.places.forEach(function (place) {
      const known = map.rp.places.filter(function (p) { return p.lon === place.lon && p.lat === place.lat; })[0];
      if (known) known.directions.push.apply(known.directions, place.directions);
      else group.addLayer(marker(map, place));
    });
    if (!map.rp.labelling) {
      map.rp.labelling = true;
      map.on("moveend resize", function () { rp.placeLabels(map); });
    }
    group.on("add", function () { rp.placeLabels(map); });
    return group;
  };

  function marker(map, place) {
    const box = rp.make("span", place.unit ? "rp-landing-box rp-unit" : "rp-landing-box");
    rp.make("span", "rp-dot", box);
    const label = rp.make("span", "rp-label", box, place.nameless ? "" : place.name);
    const made = L.marker([place.lat, place.lon], {
      icon: L.divIcon({ className: "rp-landing", html: box, iconSize: [16, 16] }), keyboard: true, riseOnHover: true,
    });
    const facts = rp.make("div", "rp-facts");
    rp.make("h2", "", facts, place.name);
    rp.make("p", "", facts, [place.note, rp.position(made.getLatLng())].filter(Boolean).join(" · "));
    made.bindPopup(facts, { className: "rp-popup" });
    made.on("add", function () { made.getElement().setAttribute("aria-label", place.kind + " " + place.name); });
    map.rp.places.push({
      lon: place.lon, lat: place.lat, marker: made, label: label, directions: place.directions.slice(), box: null,
    });
    return made;
  }

  // A label is beside its dot, away from its own cables, clear of other labels, lines, controls and the map's edge.
  // view/label_placement.py has the same rules for static maps and figures.
  rp.placeLabels = function (map) {
    const size = map.getSize(), lines = rp.linePixels(map), controls = rp.controlBoxes(map);
    const shown = map.rp.places.filter(function (p) { p.box = null; return map.hasLayer(p.marker); });
    const dots = shown.map(function (p) { return map.latLngToContainerPoint(p.marker.getLatLng()); });
    shown.forEach(function (place, index) {
      const wide = place.label.offsetWidth, high = place.label.offsetHeight;
      const away = place.directions.reduce(function (sum, to) { return [sum[0] - to[0], sum[1] + to[1]]; }, [0, 0]);
      const norm = Math.hypot(away[0], away[1]) || 1;
      let best = null;
      SIDES.forEach(function (side, rank) {
        const x = dots[index].x + side[0] * (GAP + wide / 2), y = dots[index].y + side[1] * (GAP + high / 2);
        const box = { left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2 };
        const turn = (side[0] * away[0] + side[1] * away[1]) / norm / Math.hypot(side[0], side[1]);
        const clipped = box.left < 3 || box.right > size.x - 3 || box.top < 3 || box.bottom > size.y - 3;
        const crossed = lines.filter(function (p) { return rp.inside(box, p.x, p.y, 2); }).length;
        const cost = rank * 0.5 - 12 * turn + (clipped ? 500 : 0) + 15 * Math.min(crossed, 8) +
          (controls.some(function (b) { return rp.overlap(b, box, 3); }) ? 250 : 0) +
          300 * shown.filter(function (p) { return p.box && rp.overlap(p.box, box, 2); }).length +
          80 * dots.filter(function (d, i) { return i !== index && rp.inside(box, d.x, d.y, 6); }).length;
        if (!best || cost < best.cost) best = { cost: cost, box: box, side: side };
      });
      place.box = best.box;
      place.label.style.transform = "translate(" +
        (best.side[0] * (GAP + wide / 2) - wide / 2).toFixed(1) + "px," +
        (best.side[1] * (GAP + high / 2) - high / 2).toFixed(1) + "px)";
    });
    map.fire("rp:labels");
  };
})();
