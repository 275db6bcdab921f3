// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/loss/per_sample.hpp>
#include <tenon/nn/signature.hpp>
#include <tenon/op/indexing.hpp>
#include <tenon/op/routine.hpp>
#include <tenon/op/softmax.hpp>
#include <tenon/trace/loop.hpp>

namespace tenon::nn {

namespace detail {

/// What stands for log(0).
inline constexpr float log_zero = -1e5f;

/// One value everywhere, with the front end of x.
template <std::size_t... D, class X>
constexpr auto filled(X const& x, double value) {
  using T = typename X::value_type;
  if constexpr (tenon::detail::IsTraced<X>::value)
    return Traced<T, Shape<D...>>(x.builder(), x.builder()->constant(dtype_of<T>, dims_of<Shape<D...>>, value));
  else
    return full<T, D...>(static_cast<T>(value));
}

/// log(exp(a) + exp(b)), with the derivatives of both where they are equal.
constexpr auto log_add(auto const& a, auto const& b) { return where(a > b, a + softplus(b - a), b + softplus(a - b)); }

/// blank_0, log_add(blank_i, added_i-1): what ends after label i - 1 goes on as the blank before label i.
template <std::size_t B, std::size_t N>
constexpr auto on_to_blanks(auto const& blank, auto const& added) {
  return concat<1>(blank(all, range<0, 1>), log_add(blank(all, range<1, N + 1>), added));
}

/// A step through time: the logarithms of the probabilities of all ways so far that end in the blank before label i (the last
/// one: after all labels), or in label i.
struct CtcStep {
  template <class Carry, class X, class R>
  constexpr auto operator()(Carry const& carry, X const& x, R const& repeated) const {
    auto const& [blank, label] = carry;
    auto const& [log_label, log_blank] = x;
    constexpr std::size_t B = samples_of<R>, N = R::shape_type::size / B;
    // From a label straight to the next one, unless it is the same.
    auto const ready = on_to_blanks<B, N>(blank, label + repeated * log_zero);
    auto const next_label = log_add(ready(all, range<0, N>), label) + log_label;
    // After a label that comes again there must be a blank.
    auto const next_blank = on_to_blanks<B, N>(ready + log_blank, label + log_blank + (1 - repeated) * log_zero);
    auto const next = std::tuple{next_blank, next_label};
    return std::tuple{next, next_blank(all, range<0, 1>)};
  }
};

}  // namespace detail

/// Connectionist temporal classification: -log of the probability that the classes of all times, with repetitions joined and
/// blanks taken out, are the labels; Graves et al. (2006). Class 0 is the blank; labels end where zeros begin. All times count.
/// [batch, labels] integer, [batch, times, classes] logits -> [batch]
template <class Y, class P>
constexpr auto ctc(Y const& y_true, P const& y_pred) {
  constexpr Dims labels = dims_of<typename Y::shape_type>, scores = dims_of<typename P::shape_type>;
  constexpr std::size_t B = detail::samples_of<P>, T = std::size_t(scores[1]), N = std::size_t(labels[1]);
  using Real = typename P::value_type;
  auto const y = cast<Index>(y_true);
  auto const log_p = log_softmax(y_pred);
  auto const log_labels = take_along_axis<2>(log_p, broadcast_to<B, T, N>(reshape<B, 1, N>(y)));
  auto const log_blanks = log_p(all, all, range<0, 1>);
  auto const following = concat<1>(y(all, range<1, N>), detail::filled<B, 1>(y, -1));
  auto const repeated = cast<Real>(y == following);

  auto const first = concat<1>(detail::filled<B, 1>(log_p, 0), detail::filled<B, N>(log_p, detail::log_zero));
  auto const init = std::tuple{first, detail::filled<B, N>(log_p, detail::log_zero)};
  auto const steps = std::tuple{permute<1, 0, 2>(log_labels), permute<1, 0, 2>(log_blanks)};
  auto const last = std::get<0>(scan(detail::CtcStep{}, init, steps, repeated));
  auto const [blank, label] = last;
  auto const ends = detail::on_to_blanks<B, N>(blank, label);
  auto const length = sum<1>(cast<Index>(y != 0), keepdims);
  return -reshape<B>(take_along_axis<1>(ends, length));
}

/// `ctc` of each sample, for up to N labels, zeros behind them.   [batch, N] integer, [batch, times, classes] -> [batch]
template <std::size_t N>
struct CTC {
  TENON_MODULE(CTC);
  static constexpr char name[] = "ctc";
  static constexpr bool takes_sequences = true;
  template <class Output>
  using labels = Labels<std::int32_t, Shape<N>>;
  constexpr auto call(auto const& y_true, auto const& y_pred) const { return ctc(y_true, y_pred); }
};

}  // namespace tenon::nn
