// SPDX-License-Identifier: MIT
#pragma once

#include "support/laws/gradient_laws.hpp"

/// What holds for every loss. A test gives the loss and its definition for one sample:
///
///   loss_laws<Shape<2, 3>>(MeanSquaredError{}, [](std::vector<double> const& y, std::vector<double> const& p) { ... });
namespace tenon_test {

namespace tn = tenon;

template <class S>
struct Batched;
template <std::size_t... D>
struct Batched<tn::Shape<D...>> {
  template <class T, std::size_t B>
  using tensor = tn::Tensor<T, B, D...>;
};

template <class S, class Loss, class Definition>
void loss_laws(Loss const& loss, Definition const& definition) {
  constexpr std::size_t batch = 5;
  using X = typename Batched<S>::template tensor<float, batch>;
  static_assert(tn::Loss<Loss, S>);
  static_assert(std::is_same_v<decltype(tn::call(loss, X{}, X{})), tn::Tensor<float, batch>>, "one value a sample");

  X const y = spread_tensor<X>(-2, 2), p = spread_tensor<X>(-2, 2, 1000);
  auto const losses = tn::call(loss, y, p);
  for (std::size_t i = 0; i < batch; ++i) {
    auto row = [&](X const& x) {
      std::vector<double> r;
      for (std::size_t e = 0; e < S::size; ++e) r.push_back(x.data()[i * S::size + e]);
      return r;
    };
    INFO("sample " << i);
    CHECK(losses(i) == Approx(definition(row(y), row(p))).epsilon(2e-6));
  }

  // Nothing is lost where the prediction is right.
  for (float const l : tn::call(loss, y, y)) CHECK(l == 0);

  // A sample's loss is its own.
  X changed = p;
  for (std::size_t e = 0; e < S::size; ++e) changed.data()[2 * S::size + e] += 1;
  auto const others = tn::call(loss, y, changed);
  for (std::size_t i = 0; i < batch; ++i) CHECK((others(i) == losses(i)) == (i != 2));

  // On tensors, as an expression, it is what the traced program gives.
  tn::Tensor<float, batch> const eager = loss.call(y, p);
  for (std::size_t i = 0; i < batch; ++i) CHECK(eager(i) == Approx(losses(i)).epsilon(1e-6));

  // The gradient, with respect to both arguments.
  gradient_laws([](auto const& t, auto const& q) { return tn::sum(Loss{}.call(t, q)); }, y, p);
}

}  // namespace tenon_test
