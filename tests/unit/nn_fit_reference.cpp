// SPDX-License-Identifier: MIT
// Three steps of training, the last one on fewer rows than a batch, against the same written out by hand in double.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <array>
#include <cmath>
#include <cstddef>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

constexpr std::size_t inputs = 3, hidden = 2, batch = 4, rows = 11, parameters = inputs * hidden + hidden + hidden + 1;
struct Net : nn::Sequential<tn::Shape<inputs>, nn::Dense<hidden, nn::Tanh>, nn::Dense<1>> {};
static_assert(tn::parameter_count<Net> == parameters);

// Kernel and bias of the first layer, then of the second.
using Vector = std::array<double, parameters>;

struct Set {
  tn::data::Rows<float, inputs> x{rows};
  tn::data::Rows<float, 1> y{rows};
  Set() {
    for (std::size_t i = 0; i < x.values().size(); ++i) x.values()[i] = float(int(i * 7 % 13) - 6) / 4;
    for (std::size_t i = 0; i < rows; ++i) y.values()[i] = float(int(i * 5 % 11) - 4) / 2;
  }
};

struct Reference {
  Vector p{}, m{}, v{};
  double loss = 0;  // summed over the rows
  double u_product = 1;
  int t = 0;

  /// The gradient of the mean Huber loss (delta 1) of rows first to last.
  Vector gradient(Set const& s, std::size_t first, std::size_t last) {
    Vector g{};
    double const* const w1 = p.data();
    double const *const b1 = w1 + inputs * hidden, *const w2 = b1 + hidden, *const b2 = w2 + hidden;
    for (std::size_t r = first; r < last; ++r) {
      std::array<double, hidden> h{};
      double out = *b2;
      for (std::size_t j = 0; j < hidden; ++j) {
        double z = b1[j];
        for (std::size_t k = 0; k < inputs; ++k) z += double(s.x.row(r)[k]) * w1[k * hidden + j];
        h[j] = std::tanh(z);
        out += h[j] * w2[j];
      }
      double const e = out - double(s.y.row(r)[0]);
      loss += std::abs(e) <= 1 ? e * e / 2 : std::abs(e) - 0.5;
      double const d = (std::abs(e) <= 1 ? e : e > 0 ? 1.0 : -1.0) / double(last - first);
      for (std::size_t j = 0; j < hidden; ++j) {
        double const dz = d * w2[j] * (1 - h[j] * h[j]);
        for (std::size_t k = 0; k < inputs; ++k) g[k * hidden + j] += dz * double(s.x.row(r)[k]);
        g[inputs * hidden + j] += dz;
        g[inputs * hidden + hidden + j] += d * h[j];
      }
      g[parameters - 1] += d;
    }
    return g;
  }

  void update(nn::SGD, Vector const& g) {
    for (std::size_t i = 0; i < parameters; ++i) p[i] -= 0.05 * g[i];
  }
  void moments(Vector const& g) {
    ++t;
    for (std::size_t i = 0; i < parameters; ++i) {
      m[i] = 0.9 * m[i] + 0.1 * g[i];
      v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
    }
  }
  void update(nn::Adam, Vector const& g) {
    moments(g);
    for (std::size_t i = 0; i < parameters; ++i)
      p[i] -= 0.05 * std::sqrt(1 - std::pow(0.999, t)) / (1 - std::pow(0.9, t)) * m[i] / (std::sqrt(v[i]) + 1e-7);
  }
  void update(nn::Nadam, Vector const& g) {
    moments(g);
    auto const u = [](int step) { return 0.9 * (1 - 0.5 * std::pow(0.96, step)); };
    u_product *= u(t);
    for (std::size_t i = 0; i < parameters; ++i) {
      double const average = u(t + 1) * m[i] / (1 - u_product * u(t + 1)) + (1 - u(t)) * g[i] / (1 - u_product);
      p[i] -= 0.05 * average / (std::sqrt(v[i] / (1 - std::pow(0.999, t))) + 1e-7);
    }
  }
};

Vector values(Net const& net) {
  Vector all{};
  std::size_t i = 0;
  tn::for_each_tensor(net, [&](tn::Path const&, auto const& t) {
    for (std::size_t k = 0; k < t.size; ++k) all[i++] = double(t.data()[k]);
  });
  return all;
}

}  // namespace

TEMPLATE_TEST_CASE("fit: three steps are those of the formulas", "", nn::SGD, nn::Adam, nn::Nadam) {
  Set const s;
  Net net;
  tn::initialize(net, 11);
  Reference reference;
  reference.p = values(net);

  TestType optimizer;
  optimizer.learning_rate = 0.05F;
  auto trainer = nn::compile<batch>(net, nn::Huber{}, optimizer);
  auto const history = trainer.fit(s.x, s.y, {.epochs = 1, .shuffle = false});

  for (std::size_t first = 0; first < rows; first += batch)
    reference.update(TestType{}, reference.gradient(s, first, std::min(first + batch, rows)));
  auto const found = values(net);
  for (std::size_t i = 0; i < parameters; ++i) {
    CAPTURE(i);
    CHECK(found[i] == tenon_test::Approx(reference.p[i]).epsilon(1e-5).margin(5e-7));  // 1e-5 of a step
  }
  CHECK(history["loss"][0] == tenon_test::Approx(reference.loss / double(rows)).epsilon(1e-5));
}
