// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/shape/fixed_string.hpp>
#include <tenon/trace/module.hpp>

#include <tuple>

/// What can be said about a traced function beside its body: which arguments it takes, what they are called, and that the
/// signatures it was compiled for are to be counted.
namespace tenon {

/// In a signature, an axis of any extent: `Tensor<float, any_extent, 28, 28>`. Each extent has a program of its own.
inline constexpr std::size_t any_extent = static_cast<std::size_t>(-1);

namespace diagnose {
/// How a message shows what a signature has: the axes of a tensor, open ones or with their extents.
template <int Number>
struct argument;
struct open;
template <std::size_t Extent>
struct extent;
template <class T, class... Axis>
struct expected_tensor;
template <class T>
struct expected;
template <class T, class... Axis>
struct got_tensor;
template <class T>
struct got_type;

template <class Number, class Expected, class Got>
inline constexpr bool argument_fits_signature = false;
template <int Got, int Expected>
inline constexpr bool arguments_are_those_of_the_signature = Got == Expected;
template <class Option>
inline constexpr bool is_an_option_of_functions = requires { Option::is_function_option; };
}  // namespace diagnose

#define TENON_SIGNATURE_COUNT "tn::function: the signature has another number of arguments (given, expected follow)"
#define TENON_SIGNATURE "tn::function: an argument does not fit the signature (number, expected, given follow)"

namespace detail {

template <std::size_t Extent>
using ShownAxis = std::conditional_t<Extent == any_extent, diagnose::open, diagnose::extent<Extent>>;

/// dtype and axes of what is a tensor to a function: of a number too. A tensor with an open axis is named, never made.
template <class X>
struct TensorLike {
  static constexpr bool is = false;
  using shown = diagnose::expected<X>;
  using shown_given = diagnose::got_type<X>;
};
template <class T, class S>
struct TensorOf;
template <class T, std::size_t... E>
struct TensorOf<T, Shape<E...>> {
  static constexpr bool is = true;
  using dtype = T;
  using shape = Shape<E...>;
  using shown = diagnose::expected_tensor<T, ShownAxis<E>...>;
  using shown_given = diagnose::got_tensor<T, ShownAxis<E>...>;
};
template <class X>
  requires std::is_arithmetic_v<X>
struct TensorLike<X> : TensorOf<X, Shape<>> {};
template <class X>
inline constexpr bool is_basic_tensor = false;
template <class T, class S, class Storage>
inline constexpr bool is_basic_tensor<BasicTensor<T, S, Storage>> = true;
template <class T, class S, class Storage>
struct TensorLike<BasicTensor<T, S, Storage>> : TensorOf<T, S> {};
template <class X>
  requires(!is_basic_tensor<X> && Operand<X>)
struct TensorLike<X> : TensorOf<typename X::value_type, typename X::shape_type> {};

template <class Wanted, class Given>
inline constexpr bool extents_fit = false;
template <std::size_t... W, std::size_t... G>
  requires(sizeof...(W) == sizeof...(G))
inline constexpr bool extents_fit<Shape<W...>, Shape<G...>> = ((W == any_extent || W == G) && ...);

template <class Wanted, class Given>
inline constexpr bool fits_signature = std::is_same_v<Wanted, Given>;
template <class Wanted, class Given>
  requires(TensorLike<Wanted>::is && TensorLike<Given>::is)
inline constexpr bool fits_signature<Wanted, Given> =
    std::is_same_v<typename TensorLike<Wanted>::dtype, typename TensorLike<Given>::dtype> &&
    extents_fit<typename TensorLike<Wanted>::shape, typename TensorLike<Given>::shape>;
template <class... W, class... G>
  requires(sizeof...(W) == sizeof...(G))
inline constexpr bool fits_signature<std::tuple<W...>, std::tuple<G...>> = (fits_signature<W, G> && ...);

template <int Number, class Wanted, class Given>
struct SignatureFit {
  static constexpr bool ok = fits_signature<Wanted, Given>;
  using number = diagnose::argument<Number>;
  using expected = typename TensorLike<Wanted>::shown;
  using given = typename TensorLike<Given>::shown_given;
};

}  // namespace detail

/// The arguments a function takes: `tn::function<tn::Signature<tn::Tensor<float, 28, 28>>>(f)`. A call with another dtype or
/// shape does not compile; numbers are tensors of no axis.
template <class... Wanted>
struct Signature {
  static constexpr bool is_function_option = true;

  /// Reports what is wrong with arguments of these types; whether nothing is.
  template <class... A>
  static constexpr bool check() {
    constexpr int given = int(sizeof...(A)), expected = int(sizeof...(Wanted));
    static_assert(diagnose::arguments_are_those_of_the_signature<given, expected>, TENON_SIGNATURE_COUNT);
    if constexpr (given == expected) {
      using Fault = typename decltype(first_fault<A...>(std::index_sequence_for<A...>{}))::type;
      if constexpr (!Fault::ok) {
        using N = typename Fault::number;
        using Expected = typename Fault::expected;
        using Given = typename Fault::given;
        static_assert(diagnose::argument_fits_signature<N, Expected, Given>, TENON_SIGNATURE);
      }
      return Fault::ok;
    } else
      return false;
  }
  template <class Function, class... A>
  static void compiled() {}

 private:
  template <class... A, std::size_t... I>
  static constexpr auto first_fault(std::index_sequence<I...>) {
    return (detail::Suspect<detail::NoFaultyField>{} | ... | detail::Suspect<detail::SignatureFit<int(I), Wanted, A>>{});
  }
};

/// Names of a function's arguments, for those who look at its graph: `tn::function(f, tn::names<"x", "y">)`.
template <FixedString... Name>
struct Names {
  static constexpr bool is_function_option = true;
  static constexpr char const* text[] = {Name.text..., nullptr};
  static constexpr int count = int(sizeof...(Name));
  template <class... A>
  static constexpr bool check() {
    return true;
  }
  template <class Function, class... A>
  static void compiled() {}
};
template <FixedString... Name>
inline constexpr Names<Name...> names{};

namespace detail {
template <class Function>
struct TraceCount {
  static inline int value = 0;
};
/// Counts a signature once, when the program starts.
template <class Function, class... A>
struct TraceMark {
  static inline bool const counted = [] {
    ++TraceCount<Function>::value;
    return true;
  }();
};
}  // namespace detail

/// Has the program count the signatures that it holds programs of: `tn::function(f, tn::count_traces)`, then `f.traces()`. They
/// are counted before main begins, by a constructor of a global object each: whether a call is ever reached plays no role.
struct CountTraces {
  static constexpr bool is_function_option = true;
  template <class... A>
  static constexpr bool check() {
    return true;
  }
  template <class Function, class... A>
  static void compiled() {
    (void)&detail::TraceMark<Function, A...>::counted;
  }
};
inline constexpr CountTraces count_traces{};

}  // namespace tenon
