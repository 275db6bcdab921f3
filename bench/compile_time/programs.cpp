// SPDX-License-Identifier: MIT
// Programs whose compile time is a target: with -DPROGRAM=n one of them, without only what they include. compile_time.sh
// compiles each and takes off the latter.
#include <tenon/embedded.hpp>

namespace tn = tenon;
namespace nn = tn::nn;

#if PROGRAM == 1 || PROGRAM == 2  // the gradient of 5 and of 40 dense layers
template <std::size_t>
using Hidden = nn::Dense<32, nn::Tanh>;
template <class Seq>
struct Layers;
template <std::size_t... I>
struct Layers<std::index_sequence<I...>> {
  using type = nn::Sequential<tn::Shape<32>, Hidden<I>..., nn::Dense<1>>;
};
using Net = Layers<std::make_index_sequence<PROGRAM == 1 ? 4 : 39>>::type;
constexpr auto loss = [](auto const& net, auto const& x) { return tn::mean(tn::square(net.call(x))); };
auto run(Net const& net, tn::Tensor<float, 16, 32> const& x) { return tn::grad<0>(loss)(net, x); }
#elif PROGRAM == 3                  // the Hessian of 20 operations
constexpr auto f = [](auto const& x) {
  auto const a = tn::tanh(x * 0.5f) + tn::sin(x), b = tn::exp(a * 0.1f) * x - tn::square(a);
  auto const c = tn::sqrt(b * b + 1.f) / (a * a + 2.f), d = tn::log(c + 2.f) * tn::sigmoid(b);
  return tn::sum(d * a + c) * tn::mean(tn::square(d));
};
auto run(tn::Tensor<float, 6> const& x) { return tn::hessian(f)(x); }
#elif PROGRAM == 4 || PROGRAM == 5  // the gradient of a scan of 2 and of 1000 steps
constexpr auto loss = [](auto const& w, auto const& xs) {
  auto const step = [](auto const& c, auto const& x, auto const& m) {
    auto const next = tn::tanh(tn::matmul(m, c) + x);
    return std::tuple{next, tn::sum(next)};
  };
  auto const [h, ys] = tn::scan(step, tn::zeros<float, 16>(), xs, w);
  return tn::sum(h) + tn::mean(ys);
};
auto run(tn::Tensor<float, 16, 16> const& w, tn::Tensor<float, PROGRAM == 4 ? 2 : 1000, 16> const& xs) {
  return tn::grad<0>(loss)(w, xs);
}
#endif
