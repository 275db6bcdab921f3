// SPDX-License-Identifier: MIT
// The gradient of a network 12-16-16-1 with tanh, 497 parameters, in double on four samples, beside ADOL-C, which replays a tape.
#include "harness.hpp"

#include <tenon/embedded.hpp>

#include <cmath>
#include <memory>

#if defined(TENON_BENCH_ADOLC)
#include <adolc/adolc.h>
#endif

namespace tn = tenon;

namespace {

constexpr int samples = 4, inputs = 12, units = 16;
constexpr int parameters = inputs * units + units + units * units + units + units + 1;
static_assert(parameters == 497);

struct Network {
  tn::Param<double, inputs, units> w1;
  tn::Param<double, units> b1;
  tn::Param<double, units, units> w2;
  tn::Param<double, units> b2;
  tn::Param<double, units, 1> w3;
  tn::Param<double, 1> b3;
  TENON_MODULE(Network, w1, b1, w2, b2, w3, b3);
  constexpr auto call(auto const& x) const {
    auto const h = tn::tanh(tn::matmul(tn::tanh(tn::matmul(x, w1) + b1), w2) + b2);
    return tn::matmul(h, w3) + b3;
  }
};
constexpr auto loss = [](auto const& net, auto const& x, auto const& y) { return tn::sum(tn::square(net.call(x) - y)); };

struct Data {
  Network net;
  tn::Tensor<double, samples, inputs> x;
  tn::Tensor<double, samples, 1> y;
  std::tuple<tn::Tensor<double>, tn::Gradient<Network>> ours;
  tn::Tensor<double> value;
  double weights[parameters], theirs[parameters] = {};

  Data() {
    bench::Noise noise(5);
    noise.fill(weights, parameters, 0.4);
    double const* from = weights;
    tn::for_each_tensor(net, [&](tn::Path const&, auto& t) {
      for (double& w : t) w = *from++;
    });
    noise.fill(x.data(), x.size);
    noise.fill(y.data(), y.size);
  }
  bench::Values gradient() const {
    bench::Values all;
    tn::for_each_tensor(std::get<1>(ours), [&](tn::Path const&, auto const& t) { all.insert(all.end(), t.begin(), t.end()); });
    return all;
  }
};

/// tanh(x w + b) of n inputs, for numbers of any kind; `w` moves on.
template <class T, class X>
void layer(X const* x, int n, T const*& w, T* h) {
  for (int u = 0; u < units; ++u) {
    T z = w[n * units + u];
    for (int i = 0; i < n; ++i) z += x[i] * w[i * units + u];
    h[u] = tanh(z);
  }
  w += (n + 1) * units;
}

/// The gradient in the plainest way.
bench::Values reference(Data const& d) {
  bench::Values g(parameters);
  double const *const w2 = d.weights + (inputs + 1) * units, *const w3 = w2 + (units + 1) * units;
  double *const g2 = g.data() + (inputs + 1) * units, *const g3 = g2 + (units + 1) * units;
  for (int s = 0; s < samples; ++s) {
    double const *const x = d.x.data() + s * inputs, *w = d.weights;
    double h1[units], h2[units], out = w3[units], d1[units] = {};
    layer(x, inputs, w, h1);
    layer(h1, units, w, h2);
    for (int u = 0; u < units; ++u) out += h2[u] * w3[u];
    double const dout = 2 * (out - d.y.data()[s]);
    g3[units] += dout;
    for (int u = 0; u < units; ++u) {
      g3[u] += dout * h2[u];
      double const dz = dout * w3[u] * (1 - h2[u] * h2[u]);
      g2[units * units + u] += dz;
      for (int i = 0; i < units; ++i) {
        g2[i * units + u] += dz * h1[i];
        d1[i] += dz * w2[i * units + u];
      }
    }
    for (int u = 0; u < units; ++u) {
      double const dz = d1[u] * (1 - h1[u] * h1[u]);
      g[inputs * units + u] += dz;
      for (int i = 0; i < inputs; ++i) g[i * units + u] += dz * x[i];
    }
  }
  return g;
}

[[maybe_unused]] bool const added = bench::add("gradient_network_497_f64", [] {
  auto const d = std::make_shared<Data>();
  bench::Row row;
  row.ours = bench::contestant(
      "gradient", [d] { tn::run_into(d->ours, tn::value_and_grad<0>(loss), d->net, d->x, d->y); }, [d] { return d->gradient(); });
#if defined(TENON_BENCH_ADOLC)
  {
    constexpr short tape = 9;
    std::vector<adouble> w(parameters);
    double value;
    trace_on(tape);
    for (int i = 0; i < parameters; ++i) w[std::size_t(i)] <<= d->weights[i];
    adouble sum = 0;
    for (int s = 0; s < samples; ++s) {
      adouble h1[units], h2[units];
      adouble const* at = w.data();
      layer(d->x.data() + s * inputs, inputs, at, h1);
      layer(h1, units, at, h2);
      adouble out = at[units] - d->y.data()[s];
      for (int u = 0; u < units; ++u) out += h2[u] * at[u];
      sum += out * out;
    }
    sum >>= value;
    trace_off();
    row.peers.push_back(bench::contestant(
        "ADOL-C", [d] { ::gradient(tape, parameters, d->weights, d->theirs); },
        [d] { return bench::Values(d->theirs, d->theirs + parameters); }));
  }
#endif
  row.limit = bench::contestant("value", [d] { tn::run_into(d->value, loss, d->net, d->x, d->y); }, nullptr);
  row.expected = reference(*d);
  row.tolerance = 1e-12;
  return row;
});

}  // namespace
