// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/callback/callbacks.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

/// Callbacks of one function each (Keras' LambdaCallback): `fit(x, y, options, nn::on_batch_end([](auto&, auto batch, auto loss)
/// {
/// ... }), nn::on_train_end(...))`.
namespace tenon::nn {

namespace detail {
template <class F>
struct TrainBeginFunction {
  F f;
  decltype(auto) on_train_begin(auto& trainer) { return f(trainer); }
};
template <class F>
struct EpochBeginFunction {
  F f;
  decltype(auto) on_epoch_begin(auto& trainer, std::uint64_t epoch) { return f(trainer, epoch); }
};
template <class F>
struct BatchEndFunction {
  F f;
  decltype(auto) on_batch_end(auto& trainer, std::size_t batch, double loss) { return f(trainer, batch, loss); }
};
template <class F>
struct EpochEndFunction {
  F f;
  decltype(auto) on_epoch_end(auto& trainer, History const& history) { return f(trainer, history); }
};
template <class F>
struct TrainEndFunction {
  F f;
  decltype(auto) on_train_end(auto& trainer, History const& history) { return f(trainer, history); }
};
}  // namespace detail

/// f(trainer)
template <class F>
auto on_train_begin(F f) {
  return detail::TrainBeginFunction<F>{std::move(f)};
}
/// f(trainer, epoch)
template <class F>
auto on_epoch_begin(F f) {
  return detail::EpochBeginFunction<F>{std::move(f)};
}
/// f(trainer, batch, loss)
template <class F>
auto on_batch_end(F f) {
  return detail::BatchEndFunction<F>{std::move(f)};
}
/// f(trainer, history)
template <class F>
auto on_epoch_end(F f) {
  return detail::EpochEndFunction<F>{std::move(f)};
}
/// f(trainer, history)
template <class F>
auto on_train_end(F f) {
  return detail::TrainEndFunction<F>{std::move(f)};
}

}  // namespace tenon::nn
