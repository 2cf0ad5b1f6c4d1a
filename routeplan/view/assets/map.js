// The projected map, its controls, view and print. Text always goes in as text, never as HTML.
(function () {
  "use strict";
  const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  // Name, z-index, and whether the pointer reacts to it.
  const PANES = [
    ["sea", 205, false], ["depth", 210, false], ["layer", 212, false], ["excess", 215, false], ["land", 220, false],
    ["edge", 230, false], ["graticule", 240, false], ["jurisdictions", 242, false], ["zones", 243, true],
    ["cables", 245, true], ["graticule-labels", 250, false], ["casing", 390, true], ["cursor", 620, false],
    ["measure", 625, false],
  ];
  const FURTHEST_M = 1.27e7; // from the centre of an equal-area projection to its edge
  const rp = window.routeplan;

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

  // Lines and polygons with projected vertices, in metres: they are projected once, not at every zoom. Leaflet would
  // also round every vertex to whole pixels, which makes long smooth lines uneven.
  const projected = {
    _convertLatLngs: function (points) {
      this._bounds.extend([90, 0]); // degrees are never used, but without bounds nothing is drawn
      return points;
    },
    getCenter: function () {
      return this._map.options.crs.projection.unproject(L.bounds(this._latlngs.flat(2)).getCenter());
    },
    _projectLatlngs: function (points, result, bounds) {
      if (Array.isArray(points[0])) {
        points.forEach(function (line) { this._projectLatlngs(line, result, bounds); }, this);
        return;
      }
      const crs = this._map.options.crs, scale = crs.scale(this._map.getZoom()), origin = this._map.getPixelOrigin();
      const pixels = points.map(function (p) { return crs.transformation.transform(p, scale).subtract(origin); });
      pixels.forEach(function (p) { bounds.extend(p); });
      result.push(pixels);
    },
  };
  rp.Line = L.Polyline.extend(projected);
  rp.Polygon = L.Polygon.extend(projected);

  rp.project = function (map, latlngs) {
    const projection = map.options.crs.projection;
    return latlngs.map(function (at) { return projection.project(at); });
  };

  // ---- map -------------------------------------------------------------------------------------------------------
  // In a page of its own (id), or in a box of another page.
  rp.map = function (id, page, options) {
    const box = typeof id === "string" ? document.getElementById(id) : id, frame = box.parentNode;
    frame.classList.add("rp-frame");
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", page.label);
    const map = L.map(box, Object.assign({ crs: crsOf(page), zoomControl: false, attributionControl: false }, options));
    map.rp = { heading: page.heading, root: frame, frame: null, lines: [], places: [], touched: false };
    PANES.forEach(function (pane) {
      const node = map.createPane("rp-" + pane[0]);
      node.style.zIndex = pane[1];
      if (!pane[2]) node.style.pointerEvents = "none";
    });
    map.rp.caption = rp.make("div", "rp-caption");
    rp.make("strong", "", map.rp.caption, page.caution);
    map.rp.credits = rp.make("details", "", map.rp.caption);
    rp.make("summary", "", map.rp.credits, "Sources");
    rp.credit(map, page.projection);
    rp.control(map, "bottomleft", map.rp.caption);
    L.control.zoom({ position: "topright" }).addTo(map);
    tools(map);
    pointer(map);
    scale(map);
    ["pointerdown", "wheel", "keydown"].forEach(function (kind) {
      L.DomEvent.on(box, kind, function () { map.rp.touched = true; });
    });
    map.on("resize", function () { if (!map.rp.touched) rp.refit(map); });
    if (typeof id === "string") print(map);
    return map;
  };

  function crsOf(page) {
    const crs = new L.Proj.CRS(page.code, page.proj4, {
      origin: [-page.half, page.half],
      resolutions: page.resolutions,
    });
    // Leaflet asks for the position of the pointer even outside the Earth, and needs an answer.
    const inverse = crs.projection._proj.inverse;
    crs.projection.unproject = function (p) {
      let at = inverse([p.x, p.y]);
      const far = Math.hypot(p.x, p.y);
      if (!(isFinite(at[0]) && isFinite(at[1]))) at = inverse([(p.x / far) * FURTHEST_M, (p.y / far) * FURTHEST_M]);
      return isFinite(at[0]) && isFinite(at[1]) ? L.latLng(at[1], at[0]) : L.latLng(0, 0);
    };
    return crs;
  }

  // A page printed by itself fills its sheet; a frame in another page is printed as it is.
  function print(map) {
    if (window.parent !== window) return;
    const update = function (printing) {
      map.rp.root.classList.toggle("rp-printing", printing);
      map.rp.credits.open = printing;
      map.fire("rp:printing", { printing: printing });
      map.invalidateSize({ animate: false });
      if (!map.rp.touched) rp.refit(map);
      map.fire("rp:printed");
    };
    window.addEventListener("beforeprint", function () { update(true); });
    window.addEventListener("afterprint", function () { update(false); });
  }

  rp.credit = function (map, text) {
    const known = Array.from(map.rp.credits.children).some(function (node) { return node.textContent === text; });
    if (!known) rp.make("p", "", map.rp.credits, text);
  };

  // Leaflet's fitBounds takes boxes of latitude and longitude, which are useless round a pole.
  rp.fit = function (map, box) {
    const frame = map.rp.frame || L.bounds([]);
    map.rp.frame = frame.extend([box[0], box[1]]).extend([box[2], box[3]]);
    rp.refit(map);
  };

  rp.refit = function (map) {
    const frame = map.rp.frame, size = map.getSize(), crs = map.options.crs;
    if (!frame || size.x < 80 || size.y < 80) return;
    const boxes = rp.controlBoxes(map), pad = size.x < 640 ? 26 : 44;
    const span = frame.getSize(), middle = frame.getCenter();
    let best = null;
    insets(boxes, size).forEach(function (inset) {
      const wide = size.x - inset[0] - inset[3] - 2 * pad, high = size.y - inset[1] - inset[2] - 2 * pad;
      if (wide < 60 || high < 60) return;
      const zoom = Math.floor(crs.zoom(Math.min(wide / Math.max(span.x, 1e5), high / Math.max(span.y, 1e5))) * 4) / 4;
      const level = Math.max(map.getMinZoom(), Math.min(map.getMaxZoom(), zoom)), scale = crs.scale(level);
      const centre = L.point(
        middle.x + (inset[3] - inset[0]) / 2 / scale,
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

  // Space that controls may take on each side of the view: as far as one of them reaches, or none.
  function insets(boxes, size) {
    const lefts = [0], rights = [0], tops = [0], bottoms = [0], found = [];
    boxes.forEach(function (b) {
      if (size.x >= 640 && b.right < size.x * 0.45) lefts.push(b.right);
      if (b.left > size.x * 0.8) rights.push(size.x - b.left);
      if (b.panel) tops.push(b.bottom);
      if (b.top > size.y / 2) bottoms.push(size.y - b.top);
    });
    lefts.forEach(function (left) {
      tops.forEach(function (top) {
        bottoms.forEach(function (bottom) {
          rights.forEach(function (right) { found.push([left, top, bottom, right]); });
        });
      });
    });
    return found;
  }

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
  rp.control = function (map, position, node) {
    const made = L.control({ position: position });
    made.onAdd = function () { L.DomEvent.disableClickPropagation(node); return node; };
    return made.addTo(map);
  };

  // Adds a button to the tool bar.
  rp.tool = function (map, label, path, act) {
    const node = rp.make("button", "", map.rp.bar);
    node.type = "button";
    node.title = label;
    node.setAttribute("aria-label", label);
    rp.svg("path", { d: path }, rp.svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, node));
    L.DomEvent.on(node, "click", act);
    return node;
  };

  function tools(map) {
    map.rp.bar = rp.make("div", "leaflet-bar rp-tools");
    rp.tool(map, "Show all routes", "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4M6 8a2 2 0 1 0 4 0a2 2 0 1 0-4 0", function () {
      rp.refit(map);
    });
    if (document.fullscreenEnabled) {
      rp.tool(map, "Full screen on or off", "M9 7l5-5M10 2h4v4M7 9l-5 5M2 10v4h4", function () {
        if (document.fullscreenElement) document.exitFullscreen();
        else map.rp.root.requestFullscreen();
      });
    }
    rp.measure(map);
    rp.control(map, "topright", map.rp.bar);
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
    rp.control(map, "bottomright", node);
  }

  // The scale of the projection varies: the bar is true from west to east at the centre.
  function scale(map) {
    const node = rp.make("div", "rp-scale"), text = rp.make("span", "", node), bar = rp.make("div", "", node);
    rp.make("span", "", node, "at the centre of the map");
    const update = function () {
      const middle = map.getSize().divideBy(2), half = L.point(40, 0);
      const ends = [middle.subtract(half), middle.add(half)].map(function (p) { return map.containerPointToLatLng(p); });
      const km = rp.inverse(ends[0], ends[1]).km / 80, most = 110 * km;
      if (!(km > 0)) return;
      const power = Math.pow(10, Math.floor(Math.log10(most)));
      const round = [5, 2, 1].filter(function (n) { return n * power <= most; })[0] * power;
      text.textContent = round.toLocaleString("en").replace(/,/g, " ") + " km";
      bar.style.width = (round / km).toFixed(1) + "px";
    };
    map.on("moveend resize", update);
    rp.control(map, "bottomleft", node);
    update();
  }

  // ---- packed lines ----------------------------------------------------------------------------------------------
  // Steps between vertices as base64 digits of 5 bits, lowest first, 32 = more to come, last bit = sign.
  rp.decode = function (text, unit) {
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
      line.push(L.point(x * unit, y * unit));
    }
    return line;
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
