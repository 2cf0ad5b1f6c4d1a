// Both ends to drag, and the dots of all landings. Text always goes in as text, never as HTML.
(function () {
  "use strict";
  const rp = window.routeplan, live = (rp.live = rp.live || {});
  const LETTERS = { start: "A", end: "B" };
  const PIN = "M13 33C9 25 2 20 2 12.5a11 11 0 0 1 22 0C24 20 17 25 13 33z";

  function pin(letter) {
    const svg = rp.svg("svg", { width: 26, height: 34, viewBox: "0 0 26 34", "aria-hidden": "true" });
    rp.svg("path", { d: PIN, class: "rp-pin" }, svg);
    rp.svg("text", { x: 13, y: 17, class: "rp-pin-letter" }, svg).textContent = letter;
    return svg;
  }

  // Calls dragged(end, latlng) when an end is dropped; gives a function that moves both ends.
  live.ends = function (map, dragged) {
    const markers = {};
    Object.keys(LETTERS).forEach(function (end) {
      const icon = L.divIcon({ className: "rp-end rp-end-" + end, html: pin(LETTERS[end]), iconSize: [26, 34], iconAnchor: [13, 33] });
      const made = L.marker([90, 0], { icon: icon, draggable: true, zIndexOffset: 1000 }).addTo(map);
      made.bindTooltip("", { direction: "top", offset: [0, -32], className: "rp-tooltip" });
      made.on("dragstart", function () { made.closeTooltip(); });
      made.on("dragend", function () { dragged(end, made.getLatLng().wrap()); });
      markers[end] = made;
    });
    return function (stops) {
      Object.keys(LETTERS).forEach(function (end) {
        const stop = stops[end], text = rp.make("span", "", undefined, stop.name + "\nDrag to another place");
        markers[end].setLatLng([stop.lat, stop.lon]).setTooltipContent(text);
        markers[end].getElement().setAttribute("aria-label", LETTERS[end] + ": " + stop.name);
      });
    };
  };

  // Dots that tell their names, and call chosen(id) when clicked.
  live.landings = function (map, landings, chosen) {
    map.createPane("rp-landings").style.zIndex = 405;
    const svg = L.svg({ pane: "rp-landings", padding: 0.5 });
    const group = L.layerGroup(landings.map(function (landing) {
      const dot = L.circleMarker([landing.lat, landing.lon], {
        pane: "rp-landings", renderer: svg, radius: 3, className: "rp-landing-dot",
      });
      const hint = rp.make("span");
      rp.make("b", "", hint, landing.name + (landing.country ? ", " + landing.country : ""));
      rp.make("span", "", hint, "\nClick: the nearer end of the route moves here");
      dot.bindTooltip(hint, { className: "rp-tooltip", direction: "top" });
      dot.on("click", function () { dot.closeTooltip(); chosen(landing.id); });
      return dot;
    }));
    return group.addTo(map);
  };
})();
