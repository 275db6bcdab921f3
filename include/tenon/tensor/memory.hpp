// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/tensor/strided.hpp>

#include <array>
#include <span>

/// Tensors over memory that others own, and others' names for the memory of tensors. Nothing is copied.
namespace tenon {

namespace detail {

template <class R>
using element_of_range = std::remove_pointer_t<decltype(std::declval<R&>().data())>;

/// Contiguous memory that knows its length: a span, vector, array, string. Eigen's matrices know their order too and have
/// a view of their own.
template <class R>
concept Range = requires(std::remove_reference_t<R>& r) {
  { *r.data() } -> std::convertible_to<element_of_range<std::remove_reference_t<R>>>;
  { r.size() } -> std::integral;
} && !requires { std::remove_cvref_t<R>::RowsAtCompileTime; };

/// How many elements a range has, if its type says so; -1 if only the range does.
template <class R>
inline constexpr std::ptrdiff_t static_size = -1;
template <class T, std::size_t N>
inline constexpr std::ptrdiff_t static_size<std::span<T, N>> = static_cast<std::ptrdiff_t>(N);
template <class T, std::size_t N>
inline constexpr std::ptrdiff_t static_size<std::array<T, N>> = static_cast<std::ptrdiff_t>(N);

/// Arrays in arrays, of C or the standard library: the innermost elements, and the extents around them.
template <class A, std::size_t... N>
struct Nested {
  using element = A;
  using shape = Shape<N...>;
};
template <class A, std::size_t M, std::size_t... N>
struct Nested<A[M], N...> : Nested<A, N..., M> {};
template <class A, std::size_t M, std::size_t... N>
struct Nested<A const[M], N...> : Nested<A const, N..., M> {};
template <class A, std::size_t M, std::size_t... N>
struct Nested<std::array<A, M>, N...> : Nested<A, N..., M> {};
template <class A, std::size_t M, std::size_t... N>
struct Nested<std::array<A, M> const, N...> : Nested<A const, N..., M> {};
template <class A>
concept NestedArray = Nested<A>::shape::rank > 0 && Element<std::remove_const_t<typename Nested<A>::element>>;

}  // namespace detail

namespace diagnose {
template <std::ptrdiff_t Found, std::size_t Expected, class S>
inline constexpr bool range_has_as_many_elements = Found < 0 || static_cast<std::size_t>(Found) == Expected;
template <std::ptrdiff_t Found, std::size_t Expected, class S, class St>
inline constexpr bool range_reaches_all_elements = Found < 0 || static_cast<std::size_t>(Found) >= Expected;
template <class R>
inline constexpr bool memory_outlives_the_call =
    std::is_lvalue_reference_v<R> || std::ranges::enable_borrowed_range<std::remove_cvref_t<R>>;
}  // namespace diagnose

namespace detail {
/// What is wrong with a range for S elements: of a length that its type knows when compiling, of another when running.
template <class S, class R>
constexpr void check_range(char const* what, R const& range) {
  constexpr std::ptrdiff_t size = static_size<std::remove_cvref_t<R>>;
  static_assert(diagnose::range_has_as_many_elements<size, S::size, S>,
                "borrowed memory: the number of elements differs (range, tensor, shape follow)");
  if (static_cast<std::size_t>(range.size()) != S::size) fail(what, S::size, static_cast<std::size_t>(range.size()));
}
}  // namespace detail

/// A tensor over somebody else's memory: a contiguous range (span, vector, array) of exactly as many elements.
/// Another number does not compile where the range's type knows it, and else stops the program with a message that names
/// both. Reading and assigning go to that memory.   -> [D...]
template <Element T, std::size_t... D, class R>
constexpr TensorRef<T, D...> borrow(R&& range) {
  using U = std::remove_pointer_t<decltype(range.data())>;
  static_assert(diagnose::same_dtype<TensorRef<T, D...>, T, U>,
                "borrow: the range's elements have another dtype, or cannot be written (tensor's, range's follow)");
  if constexpr (std::is_same_v<T, U>) {
    detail::check_range<Shape<D...>>("borrow: number of elements", range);
    return TensorRef<T, D...>(range.data());
  } else
    return TensorRef<T, D...>(static_cast<T*>(nullptr));
}

/// Memory at a pointer as shape S; by strides other than those of C, named in elements. The pointer is that of element
/// (0, 0, ...): with a negative stride the others lie before it. Of const elements the view is for reading.   -> S
template <class S, class St = RowMajor<S>, class T>
constexpr auto view(T* first) {
  static_assert(diagnose::one_stride_an_axis<S, St>, TENON_ONE_STRIDE_AN_AXIS);
  if constexpr (diagnose::one_stride_an_axis<S, St>)
    return StridedView<T, S, St>(first);
  else
    return Invalid{};
}

/// A contiguous range as shape S. By the strides of C it has exactly as many elements; by others at least as many as they
/// reach, and begins with the lowest one.   -> S
template <class S, class St = RowMajor<S>, detail::Range R>
constexpr auto view(R&& range) {
  static_assert(diagnose::memory_outlives_the_call<R>, "view: of a temporary, whose memory is gone when the view is used");
  if constexpr (std::is_same_v<St, RowMajor<S>>)
    detail::check_range<S>("view: number of elements", range);
  else {
    constexpr std::ptrdiff_t size = detail::static_size<std::remove_cvref_t<R>>;
    constexpr auto span = static_cast<std::size_t>(detail::reach_of(dims_of<S>, strides_of<St>).span);
    static_assert(diagnose::range_reaches_all_elements<size, span, S, St>,
                  "view: strides that lead out of the range (elements of the range, elements needed, shape, strides follow)");
    if (static_cast<std::size_t>(range.size()) < span)
      detail::fail("view: number of elements, at least", span, static_cast<std::size_t>(range.size()));
  }
  return view<S, St>(range.data() - detail::reach_of(dims_of<S>, strides_of<St>).low);
}

/// Nested arrays, `float a[2][3]` or `std::array<std::array<float, 3>, 2>`, by the shape that they have.   -> [D...]
template <detail::NestedArray A>
auto view(A& array) {
  using T = typename detail::Nested<A>::element;
  using S = typename detail::Nested<A>::shape;
  static_assert(sizeof(A) == sizeof(T) * S::size);
  return StridedView<T, S>(reinterpret_cast<T*>(&array));
}

/// The elements of a tensor in row-major order.   [S...] -> span of as many
template <class T, class S, class Storage>
constexpr std::span<T, S::size> as_span(BasicTensor<T, S, Storage>& tensor) {
  return std::span<T, S::size>(tensor.data(), S::size);
}
template <class T, class S, class Storage>
constexpr std::span<T const, S::size> as_span(BasicTensor<T, S, Storage> const& tensor) {
  return std::span<T const, S::size>(tensor.data(), S::size);
}
template <class T, class S, class Storage>
void as_span(BasicTensor<T, S, Storage> const&&) = delete;

}  // namespace tenon
