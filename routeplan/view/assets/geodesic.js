// Lengths and lines on the WGS 84 ellipsoid, after Vincenty (1975), Survey Review 23(176), 88-93.
(function () {
  "use strict";
  const A = 6378137.0, F = 1 / 298.257223563, B = A * (1 - F), RAD = Math.PI / 180;
  const rp = (window.routeplan = window.routeplan || {});

  function reduced(lat) {
    return Math.atan((1 - F) * Math.tan(lat * RAD));
  }

  // Series in the squared second eccentricity along the line.
  function series(cosSqAlpha) {
    const u2 = cosSqAlpha * (A * A - B * B) / (B * B);
    return {
      a: 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2))),
      b: (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2))),
      c: (F / 16) * cosSqAlpha * (4 + F * (4 - 3 * cosSqAlpha)),
    };
  }

  function deltaSigma(b, sin, cos, cos2m) {
    return b * sin * (cos2m + (b / 4) * (cos * (-1 + 2 * cos2m * cos2m) -
      (b / 6) * cos2m * (-3 + 4 * sin * sin) * (-3 + 4 * cos2m * cos2m)));
  }

  function longitude(sinAlpha, c, sigma, sin, cos, cos2m) {
    return (1 - c) * F * sinAlpha * (sigma + c * sin * (cos2m + c * cos * (-1 + 2 * cos2m * cos2m)));
  }

  // Kilometres between two positions and the azimuth at the first, radians. All maps are north of the equator, where
  // no two positions are antipodes, so the iteration always converges.
  rp.inverse = function (from, to) {
    const l = Math.atan2(Math.sin((to.lng - from.lng) * RAD), Math.cos((to.lng - from.lng) * RAD));
    const u1 = reduced(from.lat), u2 = reduced(to.lat);
    const s1 = Math.sin(u1), c1 = Math.cos(u1), s2 = Math.sin(u2), c2 = Math.cos(u2);
    let lambda = l, sin = 0, cos = 1, sigma = 0, cosSqAlpha = 1, cos2m = 0, terms = series(1), x = 0, y = 0;
    for (let round = 0; round < 100; round++) {
      x = c2 * Math.sin(lambda);
      y = c1 * s2 - s1 * c2 * Math.cos(lambda);
      sin = Math.hypot(x, y);
      if (sin === 0) return { km: 0, azimuth: 0 };
      cos = s1 * s2 + c1 * c2 * Math.cos(lambda);
      sigma = Math.atan2(sin, cos);
      const sinAlpha = (c1 * c2 * Math.sin(lambda)) / sin, before = lambda;
      cosSqAlpha = 1 - sinAlpha * sinAlpha;
      cos2m = cosSqAlpha > 1e-15 ? cos - (2 * s1 * s2) / cosSqAlpha : 0;
      terms = series(cosSqAlpha);
      lambda = l + longitude(sinAlpha, terms.c, sigma, sin, cos, cos2m);
      if (Math.abs(lambda - before) < 1e-12) break;
    }
    return { km: (B * terms.a * (sigma - deltaSigma(terms.b, sin, cos, cos2m))) / 1000, azimuth: Math.atan2(x, y) };
  };

  // Position after a distance from a position along an azimuth in radians.
  rp.direct = function (from, azimuth, km) {
    const tanU = (1 - F) * Math.tan(from.lat * RAD), cosU = 1 / Math.hypot(1, tanU), sinU = tanU * cosU;
    const sinAz = Math.sin(azimuth), cosAz = Math.cos(azimuth);
    const sigma1 = Math.atan2(tanU, cosAz), sinAlpha = cosU * sinAz, terms = series(1 - sinAlpha * sinAlpha);
    const first = (km * 1000) / (B * terms.a);
    let sigma = first, sin = 0, cos = 1, cos2m = 0;
    for (let round = 0; round < 100; round++) {
      cos2m = Math.cos(2 * sigma1 + sigma);
      sin = Math.sin(sigma);
      cos = Math.cos(sigma);
      const before = sigma;
      sigma = first + deltaSigma(terms.b, sin, cos, cos2m);
      if (Math.abs(sigma - before) < 1e-12) break;
    }
    const side = sinU * sin - cosU * cos * cosAz;
    const lat = Math.atan2(sinU * cos + cosU * sin * cosAz, (1 - F) * Math.hypot(sinAlpha, side));
    const lambda = Math.atan2(sin * sinAz, cosU * cos - sinU * sin * cosAz);
    const lng = from.lng + (lambda - longitude(sinAlpha, terms.c, sigma, sin, cos, cos2m)) / RAD;
    return L.latLng(lat / RAD, ((((lng + 180) % 360) + 360) % 360) - 180);
  };

  // Points along the geodesic between two positions with both ends, no two further apart than everyKm.
  rp.along = function (from, to, everyKm) {
    const way = rp.inverse(from, to), steps = Math.max(1, Math.ceil(way.km / everyKm)), points = [from];
    for (let i = 1; i < steps; i++) points.push(rp.direct(from, way.azimuth, (way.km * i) / steps));
    return points.concat([to]);
  };
})();
