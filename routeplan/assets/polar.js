// The polar frame: projected map, controls, and what lies under the routes. Text always goes in as text, never as HTML.
(function () {
  "use strict";
  const SOFT_DEG = 0.7; // the soft edge lies within the data, or the data's own hard edge would shine through
  const WGS84_A = 6378137.0;
  const WGS84_E2 = 0.0066943799901413165;
  const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const rp = (window.routeplan = {});

  rp.make = function (tag, className, parent, text) {
    const node = L.DomUtil.create(tag, className, parent);
    if (text !== undefined) node.textContent = text;
    return node;
  };

  rp.svg = function (tag, attributes, parent) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    if (parent) parent.appendChild(node);
    return node;
  };

  // Leaflet rounds every vertex to whole pixels, which makes long smooth lines tremble.
  rp.Line = L.Polyline.extend({
    _projectLatlngs: function (latlngs, result, bounds) {
      if (Array.isArray(latlngs[0])) {
        latlngs.forEach(function (line) { this._projectLatlngs(line, result, bounds); }, this);
        return;
      }
      const origin = this._map.getPixelOrigin(), map = this._map;
      const points = latlngs.map(function (at) { return map.project(at).subtract(origin); });
      points.forEach(function (p) { bounds.extend(p); });
      result.push(points);
    },
  });

  // ---- map -------------------------------------------------------------------------------------------------------
  rp.map = function (id, page, options) {
    const box = document.getElementById(id);
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", page.label);
    const crs = new L.Proj.CRS(page.code, page.proj4, {
      origin: [-page.half, page.half],
      resolutions: page.resolutions,
    });
    const map = L.map(id, Object.assign({ crs: crs, zoomControl: false, attributionControl: false }, options));
    map.rp = { heading: page.heading, frame: null, lines: [], places: [], touched: false };
    [["sea", 205], ["depth", 210], ["layer", 212], ["excess", 215], ["land", 220], ["edge", 230], ["graticule", 240], ["cables", 245], ["graticule-labels", 250], ["casing", 390]].forEach(
      function (pane) {
        map.createPane("rp-" + pane[0]).style.zIndex = pane[1];
        if (pane[0] !== "casing" && pane[0] !== "cables") map.getPane("rp-" + pane[0]).style.pointerEvents = "none";
      }
    );
    map.rp.caption = rp.make("div", "rp-caption");
    rp.make("strong", "", map.rp.caption, page.caution);
    rp.control(map, "bottomleft", map.rp.caption);
    L.control.zoom({ position: "topright" }).addTo(map);
    tools(map);
    pointer(map);
    scale(map);
    ["pointerdown", "wheel", "keydown"].forEach(function (kind) {
      L.DomEvent.on(box, kind, function () { map.rp.touched = true; });
    });
    map.on("resize", function () { if (!map.rp.touched) rp.refit(map); });
    return map;
  };

  rp.credit = function (map, text) {
    const known = Array.from(map.rp.caption.children).some(function (node) { return node.textContent === text; });
    if (!known) map.rp.caption.append(" · ", rp.make("span", "", null, text));
  };

  // Leaflet's fitBounds takes boxes of latitude and longitude, which mean nothing round a pole.
  rp.fit = function (map, box) {
    const frame = map.rp.frame || L.bounds([]);
    map.rp.frame = frame.extend([box[0], box[1]]).extend([box[2], box[3]]);
    rp.refit(map);
  };

  rp.refit = function (map) {
    const frame = map.rp.frame, size = map.getSize(), crs = map.options.crs;
    if (!frame || size.x < 80 || size.y < 80) return;
    const boxes = rp.controlBoxes(map), panel = boxes.filter(function (b) { return b.panel; })[0];
    const left = panel ? panel.right : 0, top = panel ? panel.bottom : 0;
    const bottom = Math.max.apply(null, boxes.map(function (b) { return b.top > size.y / 2 ? size.y - b.top : 0; }).concat(0));
    const pad = size.x < 640 ? 26 : 44, span = frame.getSize(), middle = frame.getCenter();
    let best = null;
    [[0, 0, 0], [left, 0, 0], [0, top, 0], [0, 0, bottom], [left, 0, bottom], [0, top, bottom]].forEach(function (inset) {
      const wide = size.x - inset[0] - 2 * pad, high = size.y - inset[1] - inset[2] - 2 * pad;
      if (wide < 60 || high < 60) return;
      const zoom = Math.floor(crs.zoom(Math.min(wide / Math.max(span.x, 1e5), high / Math.max(span.y, 1e5))) * 4) / 4;
      const level = Math.max(map.getMinZoom(), Math.min(map.getMaxZoom(), zoom)), scale = crs.scale(level);
      const centre = L.point(
        middle.x - inset[0] / 2 / scale,
        middle.y + (inset[1] - inset[2]) / 2 / scale
      );
      const hidden = map.rp.lines.reduce(function (sum, line) {
        return sum + line.points.filter(function (p) {
          const x = size.x / 2 + (p.x - centre.x) * scale, y = size.y / 2 - (p.y - centre.y) * scale;
          return boxes.some(function (b) { return rp.inside(b, x, y, 14); });
        }).length;
      }, 0);
      if (!best || hidden < best.hidden || (hidden === best.hidden && level > best.level)) {
        best = { hidden: hidden, level: level, centre: centre };
      }
    });
    if (best) map.setView(crs.projection.unproject(best.centre), best.level, { animate: false });
  };

  rp.inside = function (box, x, y, margin) {
    return x > box.left - margin && x < box.right + margin && y > box.top - margin && y < box.bottom + margin;
  };

  rp.overlap = function (a, b, margin) {
    return a.left < b.right + margin && a.right > b.left - margin && a.top < b.bottom + margin && a.bottom > b.top - margin;
  };

  rp.controlBoxes = function (map) {
    const origin = map.getContainer().getBoundingClientRect();
    return Array.from(map.getContainer().querySelectorAll(".leaflet-control")).map(function (node) {
      const r = node.getBoundingClientRect();
      return {
        left: r.left - origin.left, right: r.right - origin.left, top: r.top - origin.top, bottom: r.bottom - origin.top,
        panel: node.classList.contains("rp-panel"),
      };
    }).filter(function (b) { return b.right > b.left && b.bottom > b.top; });
  };

  // ---- controls --------------------------------------------------------------------------------------------------
  function control(map, position, node) {
    const made = L.control({ position: position });
    made.onAdd = function () { L.DomEvent.disableClickPropagation(node); return node; };
    return made.addTo(map);
  }
  rp.control = control;

  function tools(map) {
    const bar = rp.make("div", "leaflet-bar rp-tools");
    const button = function (label, path, act) {
      const node = rp.make("button", "", bar);
      node.type = "button";
      node.title = label;
      node.setAttribute("aria-label", label);
      rp.svg("path", { d: path }, rp.svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, node));
      L.DomEvent.on(node, "click", act);
    };
    button("Show all routes", "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4M6 8a2 2 0 1 0 4 0a2 2 0 1 0-4 0", function () {
      rp.refit(map);
    });
    if (document.fullscreenEnabled) {
      button("Full screen on or off", "M9 7l5-5M10 2h4v4M7 9l-5 5M2 10v4h4", function () {
        if (document.fullscreenElement) document.exitFullscreen();
        else map.getContainer().requestFullscreen();
      });
    }
    control(map, "topright", bar);
  }

  rp.degrees = function (value, width, hemispheres) {
    const tenths = Math.round(Math.abs(value) * 600);
    const whole = String(Math.floor(tenths / 600)).padStart(width, "0");
    return whole + "°" + ((tenths % 600) / 10).toFixed(1).padStart(4, "0") + "′" + hemispheres[value < 0 ? 1 : 0];
  };

  rp.position = function (latlng) {
    const at = latlng.wrap();
    return rp.degrees(at.lat, 2, "NS") + "  " + rp.degrees(at.lng, 3, "EW");
  };

  function pointer(map) {
    const node = rp.make("div", "rp-position");
    node.hidden = true;
    map.on("mousemove", function (event) {
      node.hidden = false;
      node.textContent = rp.position(event.latlng);
    });
    map.on("mouseout", function () { node.hidden = true; });
    control(map, "bottomright", node);
  }

  // Plane length / true length at a latitude: the projection stretches towards the south, on purpose.
  rp.stretch = function (crs, lat) {
    const step = 0.01, low = Math.min(lat, 90 - step) - step, high = low + 2 * step;
    const radius = function (degrees) {
      const p = crs.projection.project(L.latLng(degrees, 0));
      return Math.hypot(p.x, p.y);
    };
    const sine = Math.sin(((low + step) * Math.PI) / 180);
    const curvature = (WGS84_A * (1 - WGS84_E2)) / Math.pow(1 - WGS84_E2 * sine * sine, 1.5);
    return (radius(low) - radius(high)) / ((curvature * 2 * step * Math.PI) / 180);
  };

  function scale(map) {
    const node = rp.make("div", "rp-scale"), text = rp.make("span", "", node), bar = rp.make("div", "", node);
    rp.make("span", "", node, "at the centre of the map");
    const update = function () {
      const crs = map.options.crs;
      const km = 1 / crs.scale(map.getZoom()) / rp.stretch(crs, map.getCenter().lat) / 1000;
      const most = 110 * km, power = Math.pow(10, Math.floor(Math.log10(most)));
      const round = [5, 2, 1].filter(function (n) { return n * power <= most; })[0] * power;
      text.textContent = round.toLocaleString("en").replace(/,/g, " ") + " km";
      bar.style.width = (round / km).toFixed(1) + "px";
    };
    map.on("moveend", update);
    control(map, "bottomleft", node);
    update();
  }

  // ---- pictures --------------------------------------------------------------------------------------------------
  // A legend comes and goes with its layer, and names make room for it.
  function follow(map, layer, key) {
    let shown = null;
    const settle = function () { if (map.rp.labelling) rp.placeLabels(map); };
    layer.on("add", function () { shown = control(map, "bottomleft", key); settle(); });
    layer.on("remove", function () { if (shown) shown.remove(); shown = null; settle(); });
  }

  rp.picture = function (map, data) {
    const image = L.Proj.imageOverlay(data.url, L.bounds(data.bounds.slice(0, 2), data.bounds.slice(2)), {
      pane: "rp-" + data.kind, alt: data.alt, className: "rp-picture rp-" + data.kind + "-image",
    });
    const box = rp.make("div", "rp-legend rp-" + data.kind + "-legend");
    rp.make("div", "rp-legend-title", box, data.title);
    if (data.named) named(box, data); else edges(box, data);
    follow(map, image, box);
    return image;
  };

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
  function rows(box, spoken, words, mark) {
    const list = rp.make("ul", "rp-legend-rows", box);
    list.setAttribute("aria-label", spoken);
    words.forEach(function (word, i) {
      const row = rp.make("li", "", list);
      mark(rp.svg("svg", { viewBox: "0 0 22 11", "aria-hidden": "true" }, row), i);
      rp.make("span", "", row, word);
    });
  }

  function named(box, data) {
    rows(box, data.spoken, data.words, function (svg, i) {
      rp.svg("rect", { x: 0.5, y: 0.5, width: 21, height: 10, fill: data.colours[i], class: "rp-legend-patch" }, svg);
    });
  }

  // ---- cables that exist -----------------------------------------------------------------------------------------
  rp.cables = function (map, data) {
    const svg = L.svg({ pane: "rp-cables", padding: 0.5 }), group = L.featureGroup();
    const above = [], near = []; // near: wide and unseen, what the pointer finds
    data.cables.forEach(function (cable) {
      const lines = cable.lines.map(function (text) { return rp.decode(map.options.crs, text, data.unit); });
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
    rows(box, data.title + ": " + statuses.join(", "), statuses, function (svg, i) {
      rp.svg("path", { d: "M0 5.5h22", class: "rp-cable", "stroke-dasharray": data.dashes[statuses[i]] || "none" }, svg);
    });
    follow(map, group, box);
    return group;
  };

  // ---- land ------------------------------------------------------------------------------------------------------
  // Steps between vertices as base64 digits of 5 bits, lowest first, 32 = more to come, last bit = sign.
  rp.decode = function (crs, text, unit) {
    const numbers = [], line = [];
    let value = 0, shift = 0;
    for (let i = 0; i < text.length; i++) {
      const digit = BASE64.indexOf(text[i]);
      value += (digit & 31) << shift;
      shift += 5;
      if (digit < 32) {
        numbers.push(value & 1 ? -(value >> 1) : value >> 1);
        value = shift = 0;
      }
    }
    for (let i = 0, x = 0, y = 0; i < numbers.length; i += 2) {
      x += numbers[i];
      y += numbers[i + 1];
      line.push(crs.projection.unproject(L.point(x * unit, y * unit)));
    }
    return line;
  };

  rp.land = function (map, data) {
    const crs = map.options.crs, svg = L.svg({ pane: "rp-land", padding: 0.5 });
    const line = function (text) { return rp.decode(crs, text, data.unit); };
    const style = { renderer: svg, pane: "rp-land", interactive: false };
    return L.featureGroup([
      L.polygon(data.polygons.map(function (rings) { return rings.map(line); }),
        Object.assign({ className: "rp-land", smoothFactor: 0.6 }, style)),
      L.polyline(data.borders.map(line), Object.assign({ className: "rp-borders", smoothFactor: 0.6 }, style)),
    ]);
  };

  // ---- graticule -------------------------------------------------------------------------------------------------
  function parallel(lat) {
    const line = [];
    for (let lon = -180; lon <= 180; lon += 1) line.push(L.latLng(lat, lon));
    return line;
  }

  function northSouth(sign, value, positive, negative) {
    return value === 0 || Math.abs(value) === 180 ? Math.abs(value) + "°" : Math.abs(value) + "°" + (sign > 0 ? positive : negative);
  }

  // Beyond the data the page shows; the style sheet makes the change a soft one.
  rp.edge = function (map, data) {
    const crs = map.options.crs, far = 4e7;
    const square = [[-far, -far], [-far, far], [far, far], [far, -far]].map(function (p) {
      return crs.projection.unproject(L.point(p[0], p[1]));
    });
    const drawn = function (pane, className) {
      return { pane: pane, renderer: L.svg({ pane: pane, padding: 0.5 }), interactive: false, className: className };
    };
    return L.featureGroup([
      L.polygon(parallel(data.south), drawn("rp-sea", "rp-sea")),
      L.polygon([square, parallel(data.south + SOFT_DEG)], drawn("rp-edge", "rp-outside")),
    ]);
  };

  rp.graticule = function (map, data) {
    const style = {
      pane: "rp-graticule", renderer: L.svg({ pane: "rp-graticule", padding: 0.5 }), interactive: false,
      className: "rp-graticule", smoothFactor: 0.2,
    };
    const lines = [];
    for (let lat = data.south + 10; lat < 90; lat += 10) lines.push(new rp.Line(parallel(lat), style));
    for (let lon = -180; lon < 180; lon += 30) lines.push(new rp.Line([L.latLng(data.south, lon), L.latLng(90, lon)], style));
    const group = L.featureGroup(lines);
    const draw = function () { rp.labelGraticule(map, data.south); };
    group.on("add", function () { map.on("moveend resize rp:labels", draw); map.whenReady(draw); });
    group.on("remove", function () {
      map.off("moveend resize rp:labels", draw);
      map.getPane("rp-graticule-labels").replaceChildren();
    });
    return group;
  };

  // Labels stand where they can be read in this view: meridians where they leave it, parallels on the emptiest meridian.
  rp.labelGraticule = function (map, south) {
    const pane = map.getPane("rp-graticule-labels"), size = map.getSize();
    const taken = rp.controlBoxes(map).concat(map.rp.places.map(function (p) { return p.box; }).filter(Boolean));
    const lines = rp.linePixels(map);
    const spot = function (lat, lon, wide) {
      const p = map.latLngToContainerPoint([lat, lon]);
      const box = { left: p.x - wide / 2, right: p.x + wide / 2, top: p.y - 8, bottom: p.y + 8, at: p };
      const seen = box.left > 4 && box.right < size.x - 4 && box.top > 4 && box.bottom < size.y - 4;
      return seen && !taken.some(function (t) { return rp.overlap(t, box, 4); }) ? box : null;
    };
    const clear = function (box) { return !lines.some(function (p) { return rp.inside(box, p.x, p.y, 6); }); };
    const write = function (text, box) {
      const node = rp.make("span", "rp-graticule-label", pane, text);
      L.DomUtil.setPosition(node, map.containerPointToLayerPoint(box.at).round());
      taken.push(box);
    };
    pane.replaceChildren();
    let best = [];
    const along = function (first, step) {
      for (let lon = first; lon < 180; lon += step) {
        const found = [];
        for (let lat = south; lat < 90; lat += 10) {
          const box = spot(lat, lon, 36);
          if (box && clear(box)) found.push([lat + "°N", box]);
        }
        if (found.length > best.length) best = found;
      }
    };
    along(-165, 30);
    if (!best.length) along(-180, 2.5);
    best.forEach(function (pair) { write(pair[0], pair[1]); });
    for (let lon = -150; lon <= 180; lon += 30) {
      let last = null;
      for (let lat = 84; lat >= south - 2; lat -= 0.5) {
        const box = spot(lat, lon, 44);
        if (box && clear(box)) last = box;
      }
      if (last) write(northSouth(Math.sign(lon), lon, "E", "W"), last);
    }
  };

  rp.linePixels = function (map) {
    const crs = map.options.crs, zoom = map.getZoom(), shift = map._getTopLeftPoint();
    const scale = crs.scale(zoom), pixels = [];
    map.rp.lines.forEach(function (line) {
      if (!map.hasLayer(line.layer)) return;
      line.points.forEach(function (p) {
        pixels.push(crs.transformation.transform(p, scale).subtract(shift));
      });
    });
    return pixels;
  };
})();
