// Legends: classes of cells as a bar of colours with edges, or as named rows; rows of lines.
(function () {
  "use strict";
  const rp = window.routeplan;

  // A legend is shown as long as its layer; names make room for it.
  rp.showWith = function (map, layer, legend) {
    let shown = null;
    const update = function () { if (map.rp.labelling) rp.placeLabels(map); };
    layer.on("add", function () { shown = rp.control(map, "bottomleft", legend); update(); });
    layer.on("remove", function () { if (shown) shown.remove(); shown = null; update(); });
  };

  // A bar of colours, with labels at the edges of classes.
  rp.classEdges = function (box, data) {
    const longest = Math.max.apply(null, data.labels.map(function (label) { return label.length; }));
    const step = Math.max(data.colours.length > 6 ? 32 : 40, 6 * longest + 8), wide = step * data.colours.length;
    const last = data.labels.length > data.colours.length ? data.labels[data.labels.length - 1].length : 0;
    const left = Math.max(6, 3 * data.labels[0].length + 2), right = Math.max(6, 3 * last + 2);
    const svg = rp.svg("svg", {
      viewBox: -left + " 0 " + (left + wide + right) + " 26", role: "img", "aria-label": data.spoken,
    }, box);
    svg.style.width = left + wide + right + "px";
    data.colours.forEach(function (colour, i) {
      rp.svg("rect", { x: i * step, y: 0, width: step, height: 11, fill: colour }, svg);
    });
    rp.svg("rect", { x: 0, y: 0, width: wide, height: 11, class: "rp-legend-frame" }, svg);
    data.labels.forEach(function (label, i) {
      if (i && i < data.colours.length) rp.svg("path", { d: "M" + i * step + " 8v5", class: "rp-legend-frame" }, svg);
      rp.svg("text", { x: i * step, y: 24, "text-anchor": "middle" }, svg).textContent = label;
    });
  };

  // One row for each label, with a patch of colour or a piece of line.
  rp.rows = function (box, spoken, labels, mark) {
    const list = rp.make("ul", "rp-legend-rows", box);
    list.setAttribute("aria-label", spoken);
    labels.forEach(function (label, i) {
      const row = rp.make("li", "", list);
      mark(rp.svg("svg", { viewBox: "0 0 22 11", "aria-hidden": "true" }, row), i);
      rp.make("span", "", row, label);
    });
  };

  rp.namedClasses = function (box, data) {
    rp.rows(box, data.spoken, data.labels, function (svg, i) {
      rp.svg("rect", { x: 0.5, y: 0.5, width: 21, height: 10, fill: data.colours[i], class: "rp-legend-patch" }, svg);
    });
  };
})();
