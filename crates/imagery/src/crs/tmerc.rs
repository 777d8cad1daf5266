//! Transverse Mercator by Krüger's series to the sixth order in n (Karney 2011), both ways.

/// Half-axis in metres and flattening.
pub(super) type Ellipsoid = (f64, f64);
pub(super) const GRS80: Ellipsoid = (6_378_137.0, 1.0 / 298.257_222_101);
pub(super) const WGS84: Ellipsoid = (6_378_137.0, 1.0 / 298.257_223_563);
pub(super) const BESSEL: Ellipsoid = (6_377_397.155, 1.0 / 299.152_812_8);

#[derive(Clone, Debug)]
pub(super) struct Tmerc {
    lon0: f64,
    east: f64,
    north: f64,
    /// Scale times the rectifying radius.
    radius: f64,
    /// ξ of the origin's latitude.
    origin: f64,
    eccentricity: f64,
    alpha: [f64; 6],
    beta: [f64; 6],
}

impl Tmerc {
    /// Angles in degrees, lengths in metres.
    pub(super) fn new(
        (a, f): Ellipsoid,
        lat0: f64,
        lon0: f64,
        scale: f64,
        east: f64,
        north: f64,
    ) -> Self {
        let n = f / (2.0 - f);
        let n2 = n * n;
        let rectifying = a / (1.0 + n) * (1.0 + n2 / 4.0 + n2 * n2 / 64.0 + n2 * n2 * n2 / 256.0);
        let mut tmerc = Self {
            lon0: lon0.to_radians(),
            east,
            north,
            radius: scale * rectifying,
            origin: 0.0,
            eccentricity: (f * (2.0 - f)).sqrt(),
            alpha: alpha(n),
            beta: beta(n),
        };
        tmerc.origin = tmerc.xi_eta(lat0.to_radians(), 0.0).0;
        tmerc
    }

    /// Degrees → metres.
    pub(super) fn forward(&self, lon: f64, lat: f64) -> (f64, f64) {
        let (xi, eta) = self.xi_eta(lat.to_radians(), lon.to_radians() - self.lon0);
        (self.east + self.radius * eta, self.north + self.radius * (xi - self.origin))
    }

    fn xi_eta(&self, lat: f64, lon: f64) -> (f64, f64) {
        let sin = lat.sin();
        let conformal =
            (sin.atanh() - self.eccentricity * (self.eccentricity * sin).atanh()).sinh();
        let xi = conformal.atan2(lon.cos());
        let eta = (lon.sin() / conformal.hypot(lon.cos())).asinh();
        series(&self.alpha, 1.0, xi, eta)
    }

    /// Metres → degrees.
    pub(super) fn inverse(&self, x: f64, y: f64) -> (f64, f64) {
        let xi = (y - self.north) / self.radius + self.origin;
        let eta = (x - self.east) / self.radius;
        let (xi, eta) = series(&self.beta, -1.0, xi, eta);
        let conformal = xi.sin() / eta.sinh().hypot(xi.cos());
        let lat = self.latitude(conformal);
        let lon = self.lon0 + eta.sinh().atan2(xi.cos());
        (lon.to_degrees(), lat.to_degrees())
    }

    /// Latitude from the tangent of the conformal latitude, by Newton; it converges in three.
    fn latitude(&self, conformal: f64) -> f64 {
        let e = self.eccentricity;
        let rest = 1.0 - e * e;
        let mut tan = conformal / rest;
        for _ in 0..5 {
            let secant = tan.hypot(1.0);
            let sigma = (e * (e * tan / secant).atanh()).sinh();
            let guess = tan * sigma.hypot(1.0) - sigma * secant;
            tan +=
                (conformal - guess) / guess.hypot(1.0) * (1.0 + rest * tan * tan) / (rest * secant);
        }
        tan.atan()
    }
}

fn series(coefficients: &[f64; 6], sign: f64, xi: f64, eta: f64) -> (f64, f64) {
    let (mut x, mut y) = (xi, eta);
    let mut j = 0.0;
    for coefficient in coefficients {
        j += 2.0;
        x += sign * coefficient * (j * xi).sin() * (j * eta).cosh();
        y += sign * coefficient * (j * xi).cos() * (j * eta).sinh();
    }
    (x, y)
}

/// Σ terms[k] n^(first + k).
fn powers(n: f64, first: i32, terms: &[f64]) -> f64 {
    terms.iter().rev().fold(0.0, |sum, term| sum * n + term) * n.powi(first)
}

fn alpha(n: f64) -> [f64; 6] {
    [
        powers(
            n,
            1,
            &[0.5, -2.0 / 3.0, 5.0 / 16.0, 41.0 / 180.0, -127.0 / 288.0, 7891.0 / 37800.0],
        ),
        powers(
            n,
            2,
            &[13.0 / 48.0, -0.6, 557.0 / 1440.0, 281.0 / 630.0, -1_983_433.0 / 1_935_360.0],
        ),
        powers(n, 3, &[61.0 / 240.0, -103.0 / 140.0, 15061.0 / 26880.0, 167_603.0 / 181_440.0]),
        powers(n, 4, &[49561.0 / 161_280.0, -179.0 / 168.0, 6_601_661.0 / 7_257_600.0]),
        powers(n, 5, &[34729.0 / 80640.0, -3_418_889.0 / 1_995_840.0]),
        powers(n, 6, &[212_378_941.0 / 319_334_400.0]),
    ]
}

fn beta(n: f64) -> [f64; 6] {
    [
        powers(
            n,
            1,
            &[0.5, -2.0 / 3.0, 37.0 / 96.0, -1.0 / 360.0, -81.0 / 512.0, 96199.0 / 604_800.0],
        ),
        powers(
            n,
            2,
            &[1.0 / 48.0, 1.0 / 15.0, -437.0 / 1440.0, 46.0 / 105.0, -1_118_711.0 / 3_870_720.0],
        ),
        powers(n, 3, &[17.0 / 480.0, -37.0 / 840.0, -209.0 / 4480.0, 5569.0 / 90720.0]),
        powers(n, 4, &[4397.0 / 161_280.0, -11.0 / 504.0, -830_251.0 / 7_257_600.0]),
        powers(n, 5, &[4583.0 / 161_280.0, -108_847.0 / 3_991_680.0]),
        powers(n, 6, &[20_648_693.0 / 638_668_800.0]),
    ]
}
