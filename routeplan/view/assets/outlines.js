// Existing cables, zones, and limits of jurisdictions. Text always goes in as text.
(function () {
  "use strict";
  const rp = window.routeplan;

  // ---- existing cables -------------------------------------------------------------------------------------------
  rp.cables = function (map, data) {
    const svg = L.svg({ pane: "rp-cables", padding: 0.5 }), group = L.featureGroup();
    const above = [], near = []; // near: wide and invisible, to catch the pointer
    data.cables.forEach(function (cable) {
      const lines = cable.lines.map(function (text) { return rp.decode(text, data.unit); });
      const style = { renderer: svg, pane: "rp-cables", smoothFactor: 0.8 };
      const thin = new rp.Line(lines, Object.assign({
        className: "rp-cable", dashArray: data.dashes[cable.status] || null, interactive: false,
      }, style));
      const wide = new rp.Line(lines, Object.assign({ className: "rp-cable-near" }, style));
      group.addLayer(new rp.Line(lines, Object.assign({ className: "rp-cable-casing", interactive: false }, style)));
      const hint = rp.make("span");
      rp.make("b", "", hint, cable.name);
      rp.make("span", "", hint, "\n" + cable.year + ", " + cable.status);
      wide.bindTooltip(hint, { sticky: true, className: "rp-tooltip" });
      wide.on("mouseover mouseout", function (event) {
        thin.getElement().classList.toggle("rp-cable-found", event.type === "mouseover");
      });
      above.push(thin);
      near.push(wide);
    });
    above.concat(near).forEach(function (line) { group.addLayer(line); });
    const box = rp.make("div", "rp-legend rp-cables-legend"), statuses = Object.keys(data.dashes);
    rp.make("div", "rp-legend-title", box, data.title);
    rp.rows(box, data.title + ": " + statuses.join(", "), statuses, function (svg, i) {
      rp.svg("path", { d: "M0 5.5h22", class: "rp-cable", "stroke-dasharray": data.dashes[statuses[i]] || "none" }, svg);
    });
    rp.showWith(map, group, box);
    return group;
  };

  // ---- zones -----------------------------------------------------------------------------------------------------
  rp.zones = function (map, data) {
    const svg = L.svg({ pane: "rp-zones", padding: 0.5 }), group = L.featureGroup();
    data.zones.forEach(function (zone) {
      const family = data.families[zone.family];
      const rings = zone.rings.map(function (polygon) {
        return polygon.map(function (text) { return rp.decode(text, data.unit); });
      });
      const shape = new rp.Polygon(rings, {
        renderer: svg, pane: "rp-zones", className: "rp-zone", color: family.colour, weight: 1.4, opacity: 0.9,
        dashArray: family.dash || null, fillColor: family.colour, fillOpacity: 0.1, smoothFactor: 0.8,
      });
      const hint = rp.make("span");
      rp.make("b", "", hint, zone.name);
      rp.make("span", "", hint, "\n" + zone.note + "\n" + zone.source);
      shape.bindTooltip(hint, { sticky: true, className: "rp-tooltip rp-wide" });
      group.addLayer(shape);
    });
    const box = rp.make("div", "rp-legend rp-zones-legend");
    rp.make("div", "rp-legend-title", box, data.title);
    const labels = data.families.map(function (family) { return family.label; });
    rp.rows(box, data.title + ": " + labels.join(", "), labels, function (svg, i) {
      const family = data.families[i];
      rp.svg("rect", {
        x: 1, y: 1, width: 20, height: 9, fill: family.colour, "fill-opacity": 0.1, stroke: family.colour,
        "stroke-width": 1.4, "stroke-dasharray": family.dash || "none",
      }, svg);
    });
    rp.showWith(map, group, box);
    return group;
  };

  // ---- limits of jurisdictions -----------------------------------------------------------------------------------
  rp.jurisdictions = function (map, data) {
    const lines = data.lines.map(function (text) { return rp.decode(text, data.unit); });
    const line = new rp.Line(lines, {
      renderer: L.svg({ pane: "rp-jurisdictions", padding: 0.5 }), pane: "rp-jurisdictions", className: "rp-jurisdictions", interactive: false,
      smoothFactor: 0.8,
    });
    const group = L.featureGroup([line]), box = rp.make("div", "rp-legend rp-jurisdictions-legend");
    rp.rows(box, data.title, [data.title], function (svg) {
      rp.svg("path", { d: "M0 5.5h22", class: "rp-jurisdictions" }, svg);
    });
    rp.showWith(map, group, box);
    return group;
  };
})();
