// SPDX-License-Identifier: MIT
// Optimizers that do not start at rest, or that look at a whole tensor, against their formulas in double.
#include "support/laws/optimizer_laws.hpp"

#include <tenon/nn/optimizers.hpp>

#include <algorithm>
#include <array>

namespace tn = tenon;
using namespace tn::nn;
using tenon_test::optimizer_formula;
using tenon_test::optimizer_formula_of_one;
using tenon_test::slots_of;
using tenon_test::trained;

namespace {

struct AdagradReference {
  double rate = 0.001, epsilon = 1e-7, a = 0.1;
  double operator()(double p, double g) {
    a += g * g;
    return p - rate * g / std::sqrt(a + epsilon);
  }
};
struct AdadeltaReference {
  double rate = 0.001, rho = 0.95, epsilon = 1e-7, gradients = 0, steps = 0;
  double operator()(double p, double g) {
    gradients = rho * gradients + (1 - rho) * g * g;
    double const d = g * std::sqrt(steps + epsilon) / std::sqrt(gradients + epsilon);
    steps = rho * steps + (1 - rho) * d * d;
    return p - rate * d;
  }
};
struct FtrlReference {
  double rate = 0.001, power = 0.5, a = 0.1, l1 = 0, l2 = 0, shrinkage = 0, beta = 0, linear = 0;
  double operator()(double p, double g) {
    double const l = l2 + beta / (2 * rate), next = a + g * g;
    linear += g + 2 * shrinkage * p - (std::pow(next, power) - std::pow(a, power)) / rate * p;
    double const quadratic = std::pow(next, power) / rate + 2 * l;
    a = next;
    return (std::min(std::max(linear, -l1), l1) - linear) / quadratic;
  }
};

/// A tensor of the test's module: where its numbers are, and its last two extents.
struct Part {
  std::size_t begin, rows, columns, rank;
  std::size_t size() const { return rows * columns; }
};
constexpr std::array<Part, 3> parts{{{0, 1, 5, 1}, {5, 2, 3, 2}, {11, 1, 1, 0}}};
using Values = std::vector<double>;

double norm(Values const& x) {
  double sum = 0;
  for (double const v : x) sum += v * v;
  return std::sqrt(sum);
}
/// A reference tensor by tensor: one(part, p, g), which changes p.
template <class One>
auto by_part(One one) {
  return [one](Values& p, Values const& g) mutable {
    for (std::size_t k = 0; k < parts.size(); ++k) {
      auto const at = static_cast<std::ptrdiff_t>(parts[k].begin), n = static_cast<std::ptrdiff_t>(parts[k].size());
      Values some(p.begin() + at, p.begin() + at + n);
      one(k, some, Values(g.begin() + at, g.begin() + at + n));
      std::copy(some.begin(), some.end(), p.begin() + at);
    }
  };
}

struct AdamState {
  Values m = Values(6), v = Values(6);
  int t = 0;
  void take(Values const& g) {
    ++t;
    for (std::size_t i = 0; i < g.size(); ++i) {
      m[i] += (g[i] - m[i]) * (1 - 0.9);
      v[i] += (g[i] * g[i] - v[i]) * (1 - 0.999);
    }
  }
};

/// A row-major product; `at` and `bt` transpose.
Values product(Values const& a, Values const& b, std::size_t n, std::size_t m, std::size_t k, bool bt = false) {
  Values c(n * k);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < k; ++j)
      for (std::size_t l = 0; l < m; ++l) c[i * k + j] += a[i * m + l] * (bt ? b[j * m + l] : b[l * k + j]);
  return c;
}

}  // namespace

TEST_CASE("Adagrad", "[optimizer]") {
  CHECK(slots_of<Adagrad>() == trained);
  optimizer_formula_of_one<AdagradReference>(Adagrad{});
}
TEST_CASE("Adadelta", "[optimizer]") {
  CHECK(slots_of<Adadelta>() == 2 * trained);
  optimizer_formula_of_one<AdadeltaReference>(Adadelta{});
}
TEST_CASE("FTRL with all its strengths", "[optimizer]") {
  CHECK(slots_of<Ftrl>() == 2 * trained);
  Ftrl o;
  o.learning_rate.fill(0.1f);
  o.l1_regularization_strength.fill(0.05f);
  o.l2_regularization_strength.fill(0.15f);
  o.l2_shrinkage_regularization_strength.fill(0.01f);
  o.beta.fill(0.3f);
  FtrlReference r;
  r.rate = 0.1, r.l1 = 0.05, r.l2 = 0.15, r.shrinkage = 0.01, r.beta = 0.3;
  optimizer_formula_of_one<FtrlReference>(o, r, 2e-5);
}

TEST_CASE("LAMB", "[optimizer]") {
  CHECK(slots_of<Lamb>() == 2 * trained);
  std::array<AdamState, 3> states;
  optimizer_formula(Lamb{}, by_part([states](std::size_t k, Values& p, Values const& g) mutable {
                      AdamState& s = states[k];
                      s.take(g);
                      Values d(p.size());
                      for (std::size_t i = 0; i < p.size(); ++i)
                        d[i] = s.m[i] / (1 - std::pow(0.9, s.t)) / (std::sqrt(s.v[i] / (1 - std::pow(0.999, s.t))) + 1e-7);
                      double const ratio = norm(p) > 0 && norm(d) > 0 ? norm(p) / norm(d) : 1;
                      for (std::size_t i = 0; i < p.size(); ++i) p[i] -= 0.001 * ratio * d[i];
                    }));
}

TEST_CASE("Adafactor keeps rows and columns of a matrix", "[optimizer]") {
  CHECK(slots_of<Adafactor>() == 5 + (2 + 3) + 1);
  struct State {
    Values v = Values(5), rows = Values(2), columns = Values(3);
    int t = 0;
  };
  std::array<State, 3> states;
  Adafactor o;
  o.learning_rate.fill(0.3f);
  optimizer_formula(o, by_part([states](std::size_t k, Values& p, Values const& g) mutable {
                      State& s = states[k];
                      Part const part = parts[k];
                      double const t = ++s.t, decay = 1 - std::pow(t, -0.8), lr = std::min(0.3, 1 / std::sqrt(t));
                      Values v(p.size()), u(p.size());
                      if (part.rank < 2)
                        for (std::size_t i = 0; i < p.size(); ++i)
                          v[i] = s.v[i] = decay * s.v[i] + (1 - decay) * (g[i] * g[i] + 1e-30);
                      else {
                        Values row(2), column(3);
                        for (std::size_t i = 0; i < 2; ++i)
                          for (std::size_t j = 0; j < 3; ++j) {
                            double const square = g[i * 3 + j] * g[i * 3 + j] + 1e-30;
                            row[i] += square / 3;
                            column[j] += square / 2;
                          }
                        for (std::size_t i = 0; i < 2; ++i) s.rows[i] = decay * s.rows[i] + (1 - decay) * row[i];
                        for (std::size_t j = 0; j < 3; ++j) s.columns[j] = decay * s.columns[j] + (1 - decay) * column[j];
                        for (std::size_t i = 0; i < 6; ++i)
                          v[i] = s.rows[i / 3] / ((s.rows[0] + s.rows[1]) / 2) * s.columns[i % 3];
                      }
                      auto rms = [](Values const& x) { return norm(x) / std::sqrt(double(x.size())); };
                      for (std::size_t i = 0; i < p.size(); ++i) u[i] = g[i] / std::sqrt(v[i]);
                      double const rate = std::max(1e-3, rms(p)) * lr, clip = std::max(1.0, rms(u));
                      for (std::size_t i = 0; i < p.size(); ++i) p[i] -= rate * u[i] / clip;
                    }),
                    2e-5);
}

TEST_CASE("Muon: matrices take orthogonal steps, the rest Adam's", "[optimizer]") {
  CHECK(slots_of<BasicMuon<>>() == 6 + 2 * (5 + 1));
  std::array<AdamState, 3> states;
  optimizer_formula(BasicMuon<>{}, by_part([states](std::size_t k, Values& p, Values const& g) mutable {
                      AdamState& s = states[k];
                      if (parts[k].rank < 2) {
                        s.take(g);
                        double const rate = 1e-4 * std::sqrt(1 - std::pow(0.999, s.t)) / (1 - std::pow(0.9, s.t));
                        for (std::size_t i = 0; i < p.size(); ++i) p[i] -= rate * s.m[i] / (std::sqrt(s.v[i]) + 1e-7);
                        return;
                      }
                      Values x(6);
                      for (std::size_t i = 0; i < 6; ++i) {
                        s.m[i] = 0.95 * s.m[i] + g[i];
                        x[i] = g[i] + 0.95 * s.m[i];
                      }
                      double const size = norm(x) + 1e-7;
                      for (double& e : x) e /= size;
                      for (int i = 0; i < 6; ++i) {
                        Values const gram = product(x, x, 2, 3, 2, true), gram2 = product(gram, gram, 2, 2, 2);
                        Values b(4);
                        for (std::size_t j = 0; j < 4; ++j) b[j] = -4.775 * gram[j] + 2.0315 * gram2[j];
                        Values const bx = product(b, x, 2, 2, 3);
                        for (std::size_t j = 0; j < 6; ++j) x[j] = 3.4445 * x[j] + bx[j];
                      }
                      for (std::size_t i = 0; i < 6; ++i) p[i] -= 0.001 * x[i];
                    }),
                    2e-5);
}
