// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/along_axis.hpp>

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

/// The cotangent of a cumulative product: of x_k, the product before it times sum_i>=k g_i x_k+1 ... x_i. Zeros among
/// the x are no exception.
struct CumprodAdjoint : detail::Scan {
  static constexpr char name[] = "cumprod_adjoint";
  static constexpr int arity = 2, flops = 4;
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, T const* g, T* y) {
    std::ptrdiff_t const n = form[1];
    detail::for_each_walk(form, [&](std::ptrdiff_t at, std::ptrdiff_t step) TENON_INLINE_LAMBDA {
      T product(1);
      for (std::ptrdiff_t i = 0; i < n; ++i, at += step) {
        y[at] = product;
        product = static_cast<T>(product * x[at]);
      }
      T sum(0);
      for (std::ptrdiff_t i = 0; i < n; ++i) {
        at -= step;
        sum = static_cast<T>(g[at] + sum);
        y[at] = static_cast<T>(y[at] * sum);
        sum = static_cast<T>(sum * x[at]);
      }
    });
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
    d.add(0, tenon::detail::along_axis<CumprodAdjoint>(d.in(0), d.g(), axis_of(d.node()), flag_of(d.node())));
  }
};

/// Each cotangent goes to the element that was the extreme there: the first, at a tie.
template <bool Largest>
struct ScanExtremeAdjoint : detail::Scan {
  static constexpr auto& name = Largest ? "cummax_adjoint" : "cummin_adjoint";
  static constexpr int arity = 2, flops = 2;
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* x, T const* g, T* y) {
    detail::for_each_walk(form, [&](std::ptrdiff_t at, std::ptrdiff_t step) TENON_INLINE_LAMBDA {
      std::ptrdiff_t best = at;
      for (std::ptrdiff_t i = 0; i < form[1]; ++i, at += step) {
        y[at] = T(0);
        if (x[best] == x[best] && ((Largest ? x[at] > x[best] : x[at] < x[best]) || x[at] != x[at])) best = at;
        y[best] = static_cast<T>(y[best] + g[at]);
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
    d.add(0, tenon::detail::along_axis<ScanExtremeAdjoint<Largest>>(d.in(0), d.g(), axis_of(d.node()), flag_of(d.node())));
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("cumsum")> : std::type_identity<op::Cumsum> {};
template <> struct OpOf<hash_name("cumprod")> : std::type_identity<op::Cumprod> {};
template <> struct OpOf<hash_name("cumprod_adjoint")> : std::type_identity<op::CumprodAdjoint> {};
template <> struct OpOf<hash_name("cummax")> : std::type_identity<op::ScanExtreme<true>> {};
template <> struct OpOf<hash_name("cummin")> : std::type_identity<op::ScanExtreme<false>> {};
template <> struct OpOf<hash_name("cummax_adjoint")> : std::type_identity<op::ScanExtremeAdjoint<true>> {};
template <> struct OpOf<hash_name("cummin_adjoint")> : std::type_identity<op::ScanExtremeAdjoint<false>> {};
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
