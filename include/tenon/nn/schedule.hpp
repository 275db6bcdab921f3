// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>
#include <tenon/op/power.hpp>
#include <tenon/op/rounding.hpp>
#include <tenon/op/trigonometric.hpp>

#include <utility>

/// Learning rates as functions of the number of the step, from 0, with Keras' formulas and names. A schedule is a module with
/// `call(step)`: a scalar float to a scalar float. `Scheduled<Adam, CosineDecay>` is an optimizer with one; the numbers are
/// fields, set when the program runs. Steps are counted exactly up to 2^24.
namespace tenon::nn {

/// initial decay_rate^(step / decay_steps). Staircase: the exponent is rounded down.
template <bool Staircase = false>
struct BasicExponentialDecay {
  Tensor<float> initial_learning_rate{0.01f};
  Tensor<float> decay_steps{1000.f};
  Tensor<float> decay_rate{0.96f};
  TENON_MODULE(BasicExponentialDecay, initial_learning_rate, decay_steps, decay_rate);
  static constexpr char name[] = "exponential_decay";

  constexpr auto call(auto const& step) const {
    auto const p = step / decay_steps;
    if constexpr (Staircase)
      return initial_learning_rate * pow(decay_rate, floor(p));
    else
      return initial_learning_rate * pow(decay_rate, p);
  }
};
using ExponentialDecay = BasicExponentialDecay<>;

/// initial / (1 + decay_rate step / decay_steps). Staircase: the quotient is rounded down.
template <bool Staircase = false>
struct BasicInverseTimeDecay {
  Tensor<float> initial_learning_rate{0.01f};
  Tensor<float> decay_steps{1000.f};
  Tensor<float> decay_rate{0.5f};
  TENON_MODULE(BasicInverseTimeDecay, initial_learning_rate, decay_steps, decay_rate);
  static constexpr char name[] = "inverse_time_decay";

  constexpr auto call(auto const& step) const {
    auto const p = step / decay_steps;
    if constexpr (Staircase)
      return initial_learning_rate / (1.f + decay_rate * floor(p));
    else
      return initial_learning_rate / (1.f + decay_rate * p);
  }
};
using InverseTimeDecay = BasicInverseTimeDecay<>;

/// values[i], i being the number of boundaries that lie below the step. The boundaries rise.
template <std::size_t Boundaries>
struct PiecewiseConstantDecay {
  static_assert(Boundaries > 0, "PiecewiseConstantDecay: at least one boundary");
  Tensor<float, Boundaries> boundaries;
  Tensor<float, Boundaries + 1> values;
  TENON_MODULE(PiecewiseConstantDecay, boundaries, values);
  static constexpr char name[] = "piecewise_constant_decay";

  constexpr auto call(auto const& step) const {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      auto value = where(step > at<0>(boundaries), at<1>(values), at<0>(values));
      ((value = where(step > at<I + 1>(boundaries), at<I + 2>(values), value)), ...);
      return value;
    }(std::make_index_sequence<Boundaries - 1>{});
  }

 private:
  template <std::size_t I>
  static constexpr auto at(auto const& x) {
    return x(std::integral_constant<int, int(I)>{});
  }
};

/// (initial - end) (1 - step / decay_steps)^power + end, and `end` from decay_steps on. With a cycle decay_steps is its first
/// multiple that is not below the step.
template <bool Cycle = false>
struct BasicPolynomialDecay {
  Tensor<float> initial_learning_rate{0.01f};
  Tensor<float> decay_steps{1000.f};
  Tensor<float> end_learning_rate{1e-4f};
  Tensor<float> power{1.f};
  TENON_MODULE(BasicPolynomialDecay, initial_learning_rate, decay_steps, end_learning_rate, power);
  static constexpr char name[] = "polynomial_decay";

  constexpr auto call(auto const& step) const {
    auto decayed = [&self = detail::at_use(step, *this)](auto const& part) {
      return (self.initial_learning_rate - self.end_learning_rate) * pow(1.f - part, self.power) + self.end_learning_rate;
    };
    if constexpr (Cycle)
      return decayed(step / (decay_steps * where(step == 0.f, 1.f, ceil(step / decay_steps))));
    else
      return decayed(minimum(step, decay_steps) / decay_steps);
  }
};
using PolynomialDecay = BasicPolynomialDecay<>;

namespace detail {
/// From 1 to alpha along half a cosine, for a part between 0 and 1.
constexpr auto cosine_from_1(auto const& part, auto const& alpha) {
  return (1.f - alpha) * (0.5f * (1.f + cos(3.14159265358979f * part))) + alpha;
}
}  // namespace detail

/// Half a cosine from initial down to alpha initial in decay_steps: Loshchilov and Hutter (2016).
struct CosineDecay {
  Tensor<float> initial_learning_rate{0.01f};
  Tensor<float> decay_steps{1000.f};
  Tensor<float> alpha{0.f};
  TENON_MODULE(CosineDecay, initial_learning_rate, decay_steps, alpha);
  static constexpr char name[] = "cosine_decay";

  constexpr auto call(auto const& step) const {
    return initial_learning_rate * detail::cosine_from_1(minimum(step, decay_steps) / decay_steps, alpha);
  }
};

/// First a line from initial to warmup_target in warmup_steps, then the cosine from there: Goyal et al. (2017).
struct CosineDecayWithWarmup {
  Tensor<float> initial_learning_rate{0.f};
  Tensor<float> decay_steps{1000.f};
  Tensor<float> alpha{0.f};
  Tensor<float> warmup_target{0.01f};
  Tensor<float> warmup_steps{100.f};
  TENON_MODULE(CosineDecayWithWarmup, initial_learning_rate, decay_steps, alpha, warmup_target, warmup_steps);
  static constexpr char name[] = "cosine_decay";

  constexpr auto call(auto const& step) const {
    auto const& self = detail::at_use(step, *this);
    auto const s = minimum(step, self.decay_steps + warmup_steps);
    auto const rising = (self.warmup_target - initial_learning_rate) * (s / warmup_steps) + initial_learning_rate;
    return where(s < warmup_steps, rising, warmup_target * detail::cosine_from_1((s - warmup_steps) / decay_steps, alpha));
  }
};

/// Cosines one after the other, each t_mul times as long and m_mul times as high as the last: Loshchilov and Hutter (2016).
struct CosineDecayRestarts {
  Tensor<float> initial_learning_rate{0.01f};
  Tensor<float> first_decay_steps{1000.f};
  Tensor<float> t_mul{2.f};
  Tensor<float> m_mul{1.f};
  Tensor<float> alpha{0.f};
  TENON_MODULE(CosineDecayRestarts, initial_learning_rate, first_decay_steps, t_mul, m_mul, alpha);
  static constexpr char name[] = "cosine_decay_restarts";

  constexpr auto call(auto const& step) const {
    auto const& self = detail::at_use(step, *this);
    auto const done = step / first_decay_steps;
    // The sum of n lengths is (1 - t_mul^n) / (1 - t_mul), or n where they are all equal.
    auto const equal = self.t_mul == 1.f;
    auto const t = where(equal, 2.f, t_mul);
    auto const restarts = where(equal, floor(done), floor(log(1.f - done * (1.f - t)) / log(t)));
    auto const length = where(equal, 1.f, pow(t, restarts));
    auto const begin = where(equal, restarts, (1.f - length) / (1.f - t));
    return initial_learning_rate * pow(m_mul, restarts) * detail::cosine_from_1((done - begin) / length, alpha);
  }
};

/// One cycle: Smith and Topin (2018). Half a cosine up from max / div_factor in the part `rise` of the steps, then one down to
/// max / (div_factor final_div_factor). The defaults are PyTorch's.
struct OneCycle {
  Tensor<float> max_learning_rate{0.01f};
  Tensor<float> total_steps{1000.f};
  Tensor<float> rise{0.3f};
  Tensor<float> div_factor{25.f};
  Tensor<float> final_div_factor{1e4f};
  TENON_MODULE(OneCycle, max_learning_rate, total_steps, rise, div_factor, final_div_factor);
  static constexpr char name[] = "one_cycle";

  constexpr auto call(auto const& step) const {
    auto const& self = detail::at_use(step, *this);
    auto const s = minimum(step, self.total_steps - 1.f);
    auto const top = self.rise * total_steps - 1.f;
    auto const low = 1.f / self.div_factor;
    auto const up = detail::cosine_from_1(1.f - s / top, low);
    auto const down = detail::cosine_from_1((s - top) / (self.total_steps - 1.f - top), low / final_div_factor);
    return max_learning_rate * where(s <= top, up, down);
  }
};

}  // namespace tenon::nn
