// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/descriptor.hpp>
#include <tenon/kernel/crossed_products.hpp>
#include <tenon/op/routine.hpp>

#include <utility>

namespace tenon::kernel {
inline namespace TENON_ISA {

namespace detail {
template <class D>
inline constexpr Dims form_of = [] {
  Dims r;
  for (int i = 0; i < D::size.rank; ++i) r.push_back(D::extent[i]);
  return r;
}();
template <class D, int I>
using LoadType = cpp_type<D::loads[I].dtype>;
template <class D>
using StoreType = cpp_type<D::stores[0].dtype>;

template <class D, int... I>
TENON_INLINE void run_routine(std::byte* const* memory, std::integer_sequence<int, I...>) {
  OpOf<D::combine>::type::run(form_of<D>, reinterpret_cast<LoadType<D, I> const*>(memory[I])...,
                              reinterpret_cast<StoreType<D>*>(memory[sizeof...(I)]));
}

/// Items that a kernel works on together: lanes of one register, or a single one; 0 where `run` is better.
template <class D>
constexpr int lanes_of_items() {
  using Op = typename OpOf<D::combine>::type;
  if constexpr (requires { Op::items(form_of<D>); }) {
    constexpr Items items = Op::items(form_of<D>);
    constexpr int lanes = items.result > 0 ? item_lanes<StoreType<D>>(form_of<D>[0]) : 0;
    return lanes > 1 || items.lone ? lanes : 0;
  } else
    return 0;
}

template <class D, int N, int... I>
TENON_INLINE void run_on_lanes(std::byte* const* memory, std::integer_sequence<int, I...>) {
  using Op = typename OpOf<D::combine>::type;
  using T = StoreType<D>;
  using L = simd::lane<T, N>;
  constexpr Items items = Op::items(form_of<D>);
  constexpr std::ptrdiff_t count = form_of<D>[0];
  // The last items overlap those before them where the lanes do not divide their number.
  for (std::ptrdiff_t first = 0; first < count; first += N) {
    std::ptrdiff_t const at = first + N <= count ? first : count - N;
    if constexpr (requires {
                    requires Op::crossed_products(form_of<D>) && N > 1;
                    crossed_products<T, N>(nullptr, nullptr);
                  }) {
      crossed_products<T, N>(reinterpret_cast<T const*>(memory[0]) + at * 4, reinterpret_cast<T*>(memory[1]) + at);
      continue;
    }
    L x[sizeof...(I)][items.operand[0] > items.operand[1] ? items.operand[0] : items.operand[1]], y[items.result];
    (load_items<items.operand[I]>(reinterpret_cast<T const*>(memory[I]) + at * items.operand[I], x[I]), ...);
    Op::template on_lanes<form_of<D>[1], form_of<D>[2]>(x[I]..., y);
    store_items<items.result>(y, reinterpret_cast<T*>(memory[sizeof...(I)]) + at * items.result);
  }
}
/// What a routine that knows how to use registers needs to know of these: its form, lanes, how many registers there are.
template <class D>
struct Target {
  static constexpr Dims form = form_of<D>;
  static constexpr int registers = simd::native_lanes<float> >= 16 ? 32 : simd::native_lanes<float> == 1 ? 12 : 16;
  template <class T>
  static constexpr int lanes = simd::native_lanes<T>;
  template <class T, int N>
  using lane = simd::lane<T, N>;
};
template <class D, int... I>
inline constexpr bool runs_on_target =
    requires(LoadType<D, I> const*... x, StoreType<D>* y) { OpOf<D::combine>::type::template run_on<Target<D>>(x..., y); };
template <class D, int... I>
constexpr bool has_target_form(std::integer_sequence<int, I...>) {
  return runs_on_target<D, I...>;
}
template <class D, int... I>
TENON_INLINE void run_on_target(std::byte* const* memory, std::integer_sequence<int, I...>) {
  OpOf<D::combine>::type::template run_on<Target<D>>(reinterpret_cast<LoadType<D, I> const*>(memory[I])...,
                                                     reinterpret_cast<StoreType<D>*>(memory[sizeof...(I)]));
}
}  // namespace detail

/// An algorithm on whole operands; its form is a constant here.
template <class D>
[[gnu::noinline]] void routine(std::byte* const* memory) {
  constexpr std::make_integer_sequence<int, D::size.loads> operands{};
  if constexpr (constexpr int lanes = detail::lanes_of_items<D>(); lanes > 0)
    detail::run_on_lanes<D, lanes>(memory, operands);
  else if constexpr (detail::has_target_form<D>(operands))
    detail::run_on_target<D>(memory, operands);
  else
    detail::run_routine<D>(memory, operands);
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
