// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/signature.hpp>
#include <tenon/op/batch_axis.hpp>

/// What programs on batches read: rows, what they weigh, and which of them are real.
namespace tenon::nn::detail {

using tenon::detail::Trace;

/// The inputs of a program on a batch of B rows, first rows real: what else it reads comes before them.
template <std::size_t B>
struct BatchInputs {
  Trace& trace;

  /// Rows of R, or of a tuple of such.   [B, R...]
  template <class R>
  constexpr auto input() {
    return read(std::type_identity<RowOf<R>>{});
  }
  /// The random key of this step, of which nothing is left where nobody uses it.
  constexpr NodeId key() { return trace.template input<std::uint64_t, Shape<2>>(LeafKind::key).id(); }
  /// Which rows are real, and how many. From here on folds of the batch leave the others out.
  constexpr auto rows() {
    auto const mask = trace.template input<bool, Shape<B>>(LeafKind::rows);
    mark_batch(trace.draft.builder, mask.id());
    follow_batch(trace.draft.builder, mask.id(), trace.template input<float, Shape<>>(LeafKind::rows).id());
    return mask;
  }

 private:
  template <class R>
  constexpr auto read(std::type_identity<R>) {
    auto const x = trace.template input<typename R::value_type, typename BatchOf<R, B>::shape_type>();
    mark_batch(trace.draft.builder, x.id());
    return x;
  }
  template <class... R>
  constexpr auto read(std::type_identity<std::tuple<R...>>) {
    return std::tuple<BatchOf<R, B>...>{read(std::type_identity<R>{})...};  // braces: in order
  }
};

/// What rows weigh. Without weights all weigh the same, and a program has no leaf for them.
template <bool Weighted>
struct RowWeights {
  constexpr auto of(auto const& mask) const { return cast<float>(mask); }
  constexpr auto const& weigh(auto const& losses) const { return losses; }
  template <std::size_t>
  constexpr RowWeights of_output() const {
    return *this;
  }
};
template <>
struct RowWeights<true> {
  NodeId id;
  constexpr auto of(auto const& mask) const {
    return Traced<float, typename std::remove_cvref_t<decltype(mask)>::shape_type>(mask.builder(), id);
  }
  template <class T, class S>
  constexpr auto weigh(Traced<T, S> const& losses) const {
    return losses * cast<T>(Traced<float, S>(losses.builder(), id));
  }
  template <std::size_t>
  constexpr RowWeights of_output() const {
    return *this;
  }
};
/// A column of weights for each output.   [B, Outputs]
template <std::size_t B, std::size_t Outputs>
struct OutputWeights {
  Traced<float, Shape<B, Outputs>> all_weights;
  template <std::size_t Output>
  constexpr RowWeights<true> of_output() const {
    return {all_weights(all, std::integral_constant<int, int(Output)>{}).id()};
  }
  /// What compares all outputs at once has the weights of the first.
  constexpr auto of(auto const& mask) const { return of_output<0>().of(mask); }
};
/// `Outputs` is 0 where there is one that is no list.
template <bool Weighted, std::size_t Outputs, std::size_t B>
constexpr auto read_weights(BatchInputs<B>& inputs) {
  if constexpr (!Weighted)
    return RowWeights<false>{};
  else if constexpr (Outputs > 0)
    return OutputWeights<B, Outputs>{inputs.template input<Shape<Outputs>>()};
  else
    return RowWeights<true>{inputs.template input<Shape<>>().id()};
}

}  // namespace tenon::nn::detail
