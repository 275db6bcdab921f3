// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>
#include <tenon/op/arrange.hpp>

/// Layers that make one value of several: `call(a, b, ...)`. Axes are counted as in the tensors, the batch being axis 0.
namespace tenon {

namespace diagnose {
template <class Layer, class... S>
inline constexpr bool inputs_have_one_shape = false;
}  // namespace diagnose

namespace nn {

/// A value and which of its steps count, for merging layers: `Multiply{}.call(Masked{x, masking.compute_mask(x)}, y)`. Where a
/// step of one input does not count, `Multiply`, `Maximum` and `Minimum` give the other; the others read the value alone.
template <class X, class M>
struct Masked {
  X value;
  M mask;
};
template <class X, class M>
Masked(X, M) -> Masked<X, M>;

namespace detail {

/// The value of an operand with or without a mask.
template <class X>
constexpr X const& value_of(X const& x) {
  return x;
}
template <class X, class M>
constexpr X const& value_of(Masked<X, M> const& x) {
  return x.value;
}
template <class X>
using ValueIn = std::remove_cvref_t<decltype(value_of(std::declval<X const&>()))>;
template <class X>
concept Mergeable = Operand<ValueIn<X>>;
template <class X>
using MergedShape = typename ValueIn<X>::shape_type;

/// A mask [batch, steps...] with further axes of extent 1, so that it broadcasts to the value.
template <class X, class M>
constexpr auto as_wide_as(X const& x, M const& mask) {
  if constexpr (tenon::detail::is_broken<M> || M::shape_type::rank >= X::shape_type::rank)
    return mask;
  else
    return as_wide_as(x, expand<-1>(mask));
}
/// F(a, b) where both count; where one does not, the other.
template <class F, class A, class B>
constexpr auto merged(A const& a, B const& b) {
  return F{}(a, b);
}
template <class F, class A, class M, class B>
constexpr auto merged(Masked<A, M> const& a, B const& b) {
  return where(as_wide_as(a.value, a.mask), F{}(a.value, b), b);
}
template <class F, class A, class B, class M>
constexpr auto merged(A const& a, Masked<B, M> const& b) {
  return where(as_wide_as(b.value, b.mask), F{}(a, b.value), a);
}
template <class F, class A, class L, class B, class M>
constexpr auto merged(Masked<A, L> const& a, Masked<B, M> const& b) {
  return Masked{where(as_wide_as(a.value, a.mask), merged<F>(a.value, b), b.value), a.mask || b.mask};
}

/// Whether extents are equal on each axis, or 1: ranks are equal, so that a batch meets no other axis.
template <class A, class B>
inline constexpr bool merges = [] {
  constexpr Dims a = dims_of<A>, b = dims_of<B>;
  if (a.rank != b.rank) return false;
  for (int i = 0; i < a.rank; ++i)
    if (a[i] != b[i] && a[i] != 1 && b[i] != 1) return false;
  return true;
}();

/// Inputs joined two at a time by `Function`, with their masks if it heeds those.
template <class Layer, class Function, bool HeedsMasks = false>
struct MergingLayer {
  TENON_MODULE(MergingLayer);
  static constexpr bool supports_masking = true;
  template <Mergeable A, Mergeable... B>
  constexpr auto call(A const& a, B const&... b) const {
    static_assert(sizeof...(B) > 0, "merging: two inputs at least");
    constexpr bool broken = tenon::detail::is_broken<ValueIn<A>> || (tenon::detail::is_broken<ValueIn<B>> || ...);
    constexpr bool ok = (merges<MergedShape<A>, MergedShape<B>> && ...);
    static_assert(ok || broken || diagnose::inputs_have_one_shape<Layer, MergedShape<A>, MergedShape<B>...>,
                  "merging: the inputs must have one shape, but for axes of extent 1 (layer, shapes follow)");
    if constexpr (broken || !ok)
      return Invalid{};
    else if constexpr (HeedsMasks)
      return value_of(fold(a, b...));
    else
      return Layer::finish(fold(value_of(a), value_of(b)...), std::integral_constant<std::size_t, 1 + sizeof...(B)>{});
  }
  template <class Y, class N>
  static constexpr Y finish(Y const& y, N) {
    return y;
  }

 private:
  template <class A>
  static constexpr A fold(A const& a) {
    return a;
  }
  template <class A, class B, class... C>
  static constexpr auto fold(A const& a, B const& b, C const&... c) {
    return fold(merged<Function>(a, b), c...);
  }
};

struct Sum {
  constexpr auto operator()(auto const& a, auto const& b) const { return a + b; }
};
struct Product {
  constexpr auto operator()(auto const& a, auto const& b) const { return a * b; }
};
struct Difference {
  constexpr auto operator()(auto const& a, auto const& b) const { return a - b; }
};
struct Larger {
  constexpr auto operator()(auto const& a, auto const& b) const { return maximum(a, b); }
};
struct Smaller {
  constexpr auto operator()(auto const& a, auto const& b) const { return minimum(a, b); }
};

}  // namespace detail

/// Elementwise: sum, product, mean, largest and smallest of two or more inputs.   [S...], [S...], ... -> [S...]
struct Add : detail::MergingLayer<Add, detail::Sum> {
  static constexpr char name[] = "Add";
};
struct Multiply : detail::MergingLayer<Multiply, detail::Product, true> {
  static constexpr char name[] = "Multiply";
};
struct Average : detail::MergingLayer<Average, detail::Sum> {
  static constexpr char name[] = "Average";
  template <class Y, class N>
  static constexpr auto finish(Y const& y, N) {
    using T = typename Y::value_type;
    return y / static_cast<T>(N::value);
  }
};
struct Maximum : detail::MergingLayer<Maximum, detail::Larger, true> {
  static constexpr char name[] = "Maximum";
};
struct Minimum : detail::MergingLayer<Minimum, detail::Smaller, true> {
  static constexpr char name[] = "Minimum";
};

/// The first input less the second.   [S...], [S...] -> [S...]
struct Subtract : detail::MergingLayer<Subtract, detail::Difference> {
  static constexpr char name[] = "Subtract";
  template <class Y, class N>
  static constexpr Y finish(Y const& y, N) {
    static_assert(N::value == 2, "Subtract: two inputs");
    return y;
  }
};

/// Inputs one after the other along an axis; the other extents are equal.   [.., n, ..], [.., m, ..], ... -> [.., n + m, ..]
template <int Axis = -1>
struct Concatenate {
  TENON_MODULE(Concatenate);
  static constexpr char name[] = "Concatenate";
  static constexpr bool supports_masking = true;
  template <detail::Mergeable A, detail::Mergeable... B>
  constexpr auto call(A const& a, B const&... b) const {
    return concat<Axis>(detail::value_of(a), detail::value_of(b)...);
  }
};

/// Makes the rows that `Dot` multiplies unit vectors: it gives cosines then.
struct Normalize {};

/// Sums of products along an axis of each of two inputs, for each row of the batch; `Dot<1>` is for axis 1 of both.
/// [batch, A..., n, ..], [batch, B..., n, ..] -> [batch, A..., B...], or [batch, 1]
template <int AxisA = -1, int AxisB = AxisA, class Option = void>
struct Dot {
  TENON_MODULE(Dot);
  static constexpr char name[] = "Dot";
  template <Operand A, Operand B>
  constexpr auto call(A const& a, B const& b) const {
    constexpr Dims d = dims_of<typename A::shape_type>, e = dims_of<typename B::shape_type>;
    // [batch, rest, n] each: the product of matrices says what does not fit.
    auto const rows = as_rows<AxisA>(a);
    auto const columns = as_rows<AxisB>(b);
    if constexpr (tenon::detail::is_broken<decltype(rows)> || tenon::detail::is_broken<decltype(columns)>)
      return Invalid{};
    else {
      auto const y = matmul(rows, swapaxes<1, 2>(columns));
      if constexpr (tenon::detail::is_broken<decltype(y)>)
        return Invalid{};
      else
        return reshape_to_shape<shape_from<joined(d, e)>>(y);
    }
  }

 private:
  static constexpr Dims joined(Dims const& d, Dims const& e) {
    Dims r{1, {d[0]}};
    for (int i = 1; i < d.rank; ++i)
      if (i != axes::normalised(AxisA, d.rank)) r.push_back(d[i]);
    for (int i = 1; i < e.rank; ++i)
      if (i != axes::normalised(AxisB, e.rank)) r.push_back(e[i]);
    if (r.rank == 1) r.push_back(1);
    return r;
  }
  /// [batch, rest, n]
  template <int Axis, class X>
  static constexpr auto as_rows(X const& x) {
    using S = typename X::shape_type;
    auto const last = moveaxis<Axis, -1>(x);
    using L = decltype(last);
    if constexpr (tenon::detail::is_broken<L>)
      return Invalid{};
    else {
      static_assert(S::rank >= 2 && axes::normalised(Axis, S::rank) != 0, "Dot: an axis behind the batch");
      constexpr std::int64_t batch = dims_of<S>[0], n = dims_of<S>[axes::normalised(Axis, S::rank)];
      auto const rows = reshape<batch, std::int64_t(S::size) / (batch * n), n>(last);
      if constexpr (std::is_same_v<Option, Normalize>)
        return rows / sqrt(maximum(sum<-1>(square(rows), keepdims), typename X::value_type(1e-12)));
      else
        return rows;
    }
  }
};

}  // namespace nn
}  // namespace tenon
