// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/gather.hpp>

/// Cumulative sums, products and extremes along an axis.
namespace tenon {
namespace op {

namespace detail {

/// Calls f(element, step) for each of the `n * inner` walks along the axis of [outer, n, inner]; a walk goes from its first
/// element to its last, or backwards.
template <class F>
TENON_INLINE constexpr void for_each_walk(Dims const& form, F const& f) {
  std::ptrdiff_t const n = form[1], inner = form[2];
  bool const reverse = form[3] != 0;
  for (std::ptrdiff_t o = 0; o < form[0]; ++o)
    for (std::ptrdiff_t j = 0; j < inner; ++j) {
      std::ptrdiff_t const first = o * n * inner + j;
      f(reverse ? first + (n - 1) * inner : first, reverse ? -inner : inner);
    }
}

/// x moved by one along an axis, to larger indices or (`back`) to smaller ones; `fill` takes the free place.
constexpr Value shifted(Value x, int axis, bool back, double fill) {
  Builder& b = *x.builder;
  Dims const d = b[x.id].dims;
  if (d[axis] == 0) return x;
  Dims rest = d;
  --rest[axis];
  ViewMap from = ViewMap::identity(d.rank), to = from;
  (back ? from : to).axis[axis].offset = 1;
  Scalar const f = b[b.constant(b[x.id].dtype, Dims{}, fill)].constant;
  return {&b, tenon::embed(b, make_view(b, x.id, from, rest), to, d, f)};
}

/// A scan: [outer, n, inner, reverse].
struct Scan {
  static constexpr int arity = 1, flops = 1;
  static constexpr bool along_axis = true;
  static constexpr Domain domain = Domain::numeric;
  static constexpr Typed operands[2] = {Typed::data, Typed::data}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) {
    Dims r = around(in[0], axis_of(n));
    r.push_back(flag_of(n) ? 1 : 0);
    return r;
  }
};

}  // namespace detail

struct Cumsum : detail::Scan {
  static constexpr char name[] = "cumsum";
  // In blocks, each with a sum of its own: the error grows with the block and the number of blocks, not with the extent.
  static constexpr std::ptrdiff_t block = 64;
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, T* y) {
    std::ptrdiff_t const n = form[1];
    detail::for_each_walk(form, [&](std::ptrdiff_t at, std::ptrdiff_t step) TENON_INLINE_LAMBDA {
      T before(0);
      for (std::ptrdiff_t i = 0; i < n; i += block) {
        T sum(0);
        for (std::ptrdiff_t k = i; k < n && k < i + block; ++k, at += step)
          y[at] = static_cast<T>(before + (sum = static_cast<T>(sum + x[at])));
        before = static_cast<T>(before + sum);
      }
    });
  }
  template <class D>
  static constexpr void derive(D& d) {
    d.add(0, tenon::detail::along_axis<Cumsum>(d.g(), axis_of(d.node()), !flag_of(d.node())));
  }
};

/// y_i = b_i + a_i y_(i-1), with nothing before the first: the adjoint of what multiplies as it goes, and its own.
struct LinearRecurrence : detail::Scan {
  static constexpr char name[] = "linear_recurrence";
  static constexpr int arity = 2, flops = 2;
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* a, T const* b, T* y) {
    detail::for_each_walk(form, [&](std::ptrdiff_t at, std::ptrdiff_t step) TENON_INLINE_LAMBDA {
      T last(0);
      for (std::ptrdiff_t i = 0; i < form[1]; ++i, at += step)
        y[at] = last = static_cast<T>(b[at] + (i == 0 ? T(0) : static_cast<T>(a[at] * last)));
    });
  }
  template <class D>
  static constexpr void derive(D& d) {
    int const axis = axis_of(d.node());
    bool const reverse = flag_of(d.node());
    Value const g =
        tenon::detail::along_axis<LinearRecurrence>(detail::shifted(d.in(0), axis, !reverse, 0), d.g(), axis, !reverse);
    if (d.wants(0)) d.add(0, g * detail::shifted(d.out(), axis, reverse, 0));
    if (d.wants(1)) d.add(1, g);
  }
};

struct Cumprod : detail::Scan {
  static constexpr char name[] = "cumprod";
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, T* y) {
    detail::for_each_walk(form, [&](std::ptrdiff_t at, std::ptrdiff_t step) TENON_INLINE_LAMBDA {
      T product(1);
      for (std::ptrdiff_t i = 0; i < form[1]; ++i, at += step) y[at] = product = static_cast<T>(product * x[at]);
    });
  }
  template <class D>
  static constexpr void derive(D& d) {
    int const axis = axis_of(d.node());
    bool const reverse = flag_of(d.node());
    Value const g =
        tenon::detail::along_axis<LinearRecurrence>(detail::shifted(d.in(0), axis, !reverse, 0), d.g(), axis, !reverse);
    d.add(0, g * detail::shifted(d.out(), axis, reverse, 1));
  }
};

/// Where the extremes up to each element are: the first, at a tie.
template <bool Largest>
struct ScanArgExtreme : detail::Scan {
  static constexpr auto& name = Largest ? "cumargmax" : "cumargmin";
  static constexpr Typed result = Typed::index;
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, Index* y) {
    std::ptrdiff_t const n = form[1];
    detail::for_each_walk(form, [&](std::ptrdiff_t at, std::ptrdiff_t step) TENON_INLINE_LAMBDA {
      std::ptrdiff_t best = at, found = 0;
      for (std::ptrdiff_t i = 0; i < n; ++i, at += step) {
        if (x[best] == x[best] && ((Largest ? x[at] > x[best] : x[at] < x[best]) || x[at] != x[at])) best = at, found = i;
        y[at] = static_cast<Index>(form[3] != 0 ? n - 1 - found : found);
      }
    });
  }
};

template <bool Largest>
struct ScanExtreme : detail::Scan {
  static constexpr auto& name = Largest ? "cummax" : "cummin";
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, T* y) {
    detail::for_each_walk(form, [&](std::ptrdiff_t at, std::ptrdiff_t step) TENON_INLINE_LAMBDA {
      T best = x[at];
      for (std::ptrdiff_t i = 0; i < form[1]; ++i, at += step) {
        if (best == best && ((Largest ? x[at] > best : x[at] < best) || x[at] != x[at])) best = x[at];
        y[at] = best;
      }
    });
  }
  template <class D>
  static constexpr void derive(D& d) {
    // Each cotangent goes to the element that was the extreme there.
    Node const n = d.node();
    Value const zero{&d.builder(), d.builder().constant(n.dtype, n.dims, 0.0)};
    d.add(0, routine<ScatterAlong<detail::Join::add>>(n.dtype, n.dims, axis_and_flag(axis_of(n), false), zero,
                                                      routine<ScanArgExtreme<Largest>>(dtype_of<Index>, n.dims, n.attr, d.in(0)),
                                                      d.g()));
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("cumsum")> : std::type_identity<op::Cumsum> {};
template <> struct OpOf<hash_name("cumprod")> : std::type_identity<op::Cumprod> {};
template <> struct OpOf<hash_name("linear_recurrence")> : std::type_identity<op::LinearRecurrence> {};
template <> struct OpOf<hash_name("cummax")> : std::type_identity<op::ScanExtreme<true>> {};
template <> struct OpOf<hash_name("cummin")> : std::type_identity<op::ScanExtreme<false>> {};
template <> struct OpOf<hash_name("cumargmax")> : std::type_identity<op::ScanArgExtreme<true>> {};
template <> struct OpOf<hash_name("cumargmin")> : std::type_identity<op::ScanArgExtreme<false>> {};
// clang-format on

/// Asks a scan to run from the last element to the first, or a sort to put the largest first.
struct Reverse {};
inline constexpr Reverse reverse{};

/// Sums of the elements up to each one along an axis (the last, without one): y_i = x_0 + ... + x_i; with `reverse`,
/// from the end.   [S...] -> [S...]
template <int Axis = -1, Operand X>
constexpr auto cumsum(X&& x) {
  return AlongAxis<op::Cumsum, Axis>::call(static_cast<X&&>(x));
}
template <int Axis = -1, Operand X>
constexpr auto cumsum(X&& x, Reverse) {
  return AlongAxis<op::Cumsum, Axis, true>::call(static_cast<X&&>(x));
}
/// Products of the elements up to each one, as `cumsum`.   [S...] -> [S...]
template <int Axis = -1, Operand X>
constexpr auto cumprod(X&& x) {
  return AlongAxis<op::Cumprod, Axis>::call(static_cast<X&&>(x));
}
template <int Axis = -1, Operand X>
constexpr auto cumprod(X&& x, Reverse) {
  return AlongAxis<op::Cumprod, Axis, true>::call(static_cast<X&&>(x));
}
/// The largest of the elements up to each one, as `cumsum`; NaN from the first NaN on.   [S...] -> [S...]
template <int Axis = -1, Operand X>
constexpr auto cummax(X&& x) {
  return AlongAxis<op::ScanExtreme<true>, Axis>::call(static_cast<X&&>(x));
}
template <int Axis = -1, Operand X>
constexpr auto cummax(X&& x, Reverse) {
  return AlongAxis<op::ScanExtreme<true>, Axis, true>::call(static_cast<X&&>(x));
}
/// The smallest of the elements up to each one, as `cummax`.   [S...] -> [S...]
template <int Axis = -1, Operand X>
constexpr auto cummin(X&& x) {
  return AlongAxis<op::ScanExtreme<false>, Axis>::call(static_cast<X&&>(x));
}
template <int Axis = -1, Operand X>
constexpr auto cummin(X&& x, Reverse) {
  return AlongAxis<op::ScanExtreme<false>, Axis, true>::call(static_cast<X&&>(x));
}

}  // namespace tenon
