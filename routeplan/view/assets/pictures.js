// Pictures of cells, their legends, and the slider of those that change with the month.
(function () {
  "use strict";
  const rp = window.routeplan;

  // ---- pictures --------------------------------------------------------------------------------------------------
  // A legend comes and goes with its layer, and names make room for it.
  rp.follow = function (map, layer, key) {
    let shown = null;
    const settle = function () { if (map.rp.labelling) rp.placeLabels(map); };
    layer.on("add", function () { shown = rp.control(map, "bottomleft", key); settle(); });
    layer.on("remove", function () { if (shown) shown.remove(); shown = null; settle(); });
  };

  rp.picture = function (map, data) {
    const url = data.urls ? data.urls[data.month - 1] : data.url;
    const image = L.Proj.imageOverlay(url, L.bounds(data.bounds[0], data.bounds[1]), {
      pane: "rp-" + data.kind, alt: data.alt, className: "rp-picture rp-" + data.kind + "-image",
    });
    const box = rp.make("div", "rp-legend rp-" + data.kind + "-legend");
    rp.make("div", "rp-legend-title", box, data.title);
    if (data.urls) slider(box, image, data);
    if (data.named) named(box, data); else edges(box, data);
    rp.follow(map, image, box);
    return image;
  };

  function slider(box, image, data) {
    const row = rp.make("label", "rp-months", box), input = rp.make("input", "", row);
    const word = rp.make("output", "", row);
    Object.assign(input, { type: "range", min: 1, max: data.urls.length, step: 1, value: data.month });
    input.setAttribute("aria-label", data.slider);
    const choose = function () {
      const month = data.months[input.value - 1];
      word.textContent = month;
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

  rp.nothing = function () { return L.layerGroup(); };

  function edges(box, data) {
    const longest = Math.max.apply(null, data.words.map(function (word) { return word.length; }));
    const step = Math.max(data.colours.length > 6 ? 32 : 40, 6 * longest + 8), wide = step * data.colours.length;
    const last = data.words.length > data.colours.length ? data.words[data.words.length - 1].length : 0;
    const left = Math.max(6, 3 * data.words[0].length + 2), right = Math.max(6, 3 * last + 2);
    const svg = rp.svg("svg", {
      viewBox: -left + " 0 " + (left + wide + right) + " 26", role: "img", "aria-label": data.spoken,
    }, box);
    svg.style.width = left + wide + right + "px";
    data.colours.forEach(function (colour, i) {
      rp.svg("rect", { x: i * step, y: 0, width: step, height: 11, fill: colour }, svg);
    });
    rp.svg("rect", { x: 0, y: 0, width: wide, height: 11, class: "rp-legend-frame" }, svg);
    data.words.forEach(function (word, i) {
      if (i && i < data.colours.length) rp.svg("path", { d: "M" + i * step + " 8v5", class: "rp-legend-frame" }, svg);
      rp.svg("text", { x: i * step, y: 24, "text-anchor": "middle" }, svg).textContent = word;
    });
  }

  // One row a name: a patch of colour or a piece of line, and the word.
  rp.rows = function (box, spoken, words, mark) {
    const list = rp.make("ul", "rp-legend-rows", box);
    list.setAttribute("aria-label", spoken);
    words.forEach(function (word, i) {
      const row = rp.make("li", "", list);
      mark(rp.svg("svg", { viewBox: "0 0 22 11", "aria-hidden": "true" }, row), i);
      rp.make("span", "", row, word);
    });
  };

  function named(box, data) {
    rp.rows(box, data.spoken, data.words, function (svg, i) {
      rp.svg("rect", { x: 0.5, y: 0.5, width: 21, height: 10, fill: data.colours[i], class: "rp-legend-patch" }, svg);
    });
  }
})();
