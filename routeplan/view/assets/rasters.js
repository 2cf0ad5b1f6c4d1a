// Cells as images, and the slider of those that change by month.
(function () {
  "use strict";
  const rp = window.routeplan;

  rp.raster = function (map, data) {
    const url = data.urls ? data.urls[data.month - 1] : data.url;
    const image = L.Proj.imageOverlay(url, L.bounds(data.bounds[0], data.bounds[1]), {
      pane: "rp-" + data.kind, alt: data.alt, className: "rp-raster rp-" + data.kind + "-image",
    });
    const box = rp.make("div", "rp-legend rp-" + data.kind + "-legend");
    rp.make("div", "rp-legend-title", box, data.title);
    if (data.urls) slider(box, image, data);
    if (data.named) rp.namedClasses(box, data); else rp.classEdges(box, data);
    rp.showWith(map, image, box);
    return image;
  };

  function slider(box, image, data) {
    const row = rp.make("label", "rp-months", box), input = rp.make("input", "", row);
    const name = rp.make("output", "", row);
    Object.assign(input, { type: "range", min: 1, max: data.urls.length, step: 1, value: data.month });
    input.setAttribute("aria-label", data.slider);
    const choose = function () {
      const month = data.months[input.value - 1];
      name.textContent = month;
      input.setAttribute("aria-valuetext", month);
      image.setUrl(data.urls[input.value - 1]);
      image.options.alt = data.alt + ", " + month;
      if (image.getElement()) image.getElement().alt = image.options.alt;
    };
    L.DomEvent.on(input, "input", choose);
    // The arrow keys move the slider, not the map.
    L.DomEvent.on(input, "keydown", L.DomEvent.stopPropagation);
    choose();
  }

  // The option to show no layer.
  rp.noLayer = function () { return L.layerGroup(); };
})();
