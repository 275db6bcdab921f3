// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/shape/fail.hpp>
#include <tenon/tensor/view.hpp>

namespace tenon {

namespace detail {

/// An eager expression or a view, whatever its dtype and shape.
template <class X>
concept Expression = Operand<X> && std::is_same_v<typename std::remove_cvref_t<X>::front_end, front::Eager> &&
                     requires { typename std::remove_cvref_t<X>::signature; };

/// What a nested initialiser gave along an axis, and the extent it should have: of rows, the first that is wrong.
template <class S, int Axis, std::size_t... Got>
struct Given {
  static constexpr std::size_t want = static_cast<std::size_t>(dims_of<S>[Axis]);
  static constexpr std::size_t got = [] {
    std::size_t const all[] = {Got..., want};
    for (std::size_t const n : all)
      if (n != want) return n;
    return want;
  }();
  using lhs = diagnose::lhs<Axis, got, S>;
  using rhs = diagnose::rhs<Axis, want, S>;
};
/// The first of them that is wrong, or the last.
template <class G, class... Rest>
constexpr auto first_wrong() {
  if constexpr (sizeof...(Rest) == 0 || G::got != G::want)
    return G{};
  else
    return first_wrong<Rest...>();
}

}  // namespace detail

/// A tensor of dtype T and shape S, row-major and contiguous, with value semantics.
/// `Tensor<float, 2, 3>` is the usual way to name one. Default-constructed elements are zero.
template <class T, class S, class Storage>
class BasicTensor {
  static_assert(Element<T>, "tensor: the element type must be bool, a sized integer, float or double");

 public:
  using front_end = front::Eager;
  using value_type = T;
  using shape_type = S;
  using storage_type = Storage;
  static constexpr std::size_t rank = S::rank, size = S::size;
  static constexpr S shape{};
  static constexpr bool owns = detail::Holder<T, size, Storage>::owns;

  /// Zeros.
  constexpr BasicTensor()
    requires owns
  = default;
  /// Without values: for results, which programs write in full.
  explicit BasicTensor(detail::Uninitialised u)
    requires owns
      : holder_(u) {}

  /// A scalar tensor's value, or the elements of a vector, exactly as many as it has.
  template <class... U>
    requires(owns && S::rank <= 1 && sizeof...(U) > 0 && (std::is_arithmetic_v<U> && ...))
  constexpr explicit(sizeof...(U) == 1 && S::rank == 1) BasicTensor(U... values) {
    static_assert(S::rank == 1 || sizeof...(U) == 1, "tensor initialiser: a scalar tensor has one value");
    if constexpr (S::rank == 1) {
      using Values = detail::Given<S, 0, sizeof...(U)>;
      static_assert(
          diagnose::same_size<typename Values::lhs, typename Values::rhs>,
          "tensor initialiser: the number of values along an axis must be its extent (axis, given, shape; axis, extent, shape)");
    }
    if constexpr (sizeof...(U) == size) {
      T const all[] = {convert_value(values)...};
      assign_elements(all, size);
    }
  }
  /// Nested braces: a row of a matrix each.
  template <std::size_t... N>
    requires(owns && S::rank == 2)
  constexpr BasicTensor(T const (&... rows)[N]) {
    using Values = decltype(detail::first_wrong<detail::Given<S, 0, sizeof...(N)>, detail::Given<S, 1, N...>>());
    static_assert(
        diagnose::same_size<typename Values::lhs, typename Values::rhs>,
        "tensor initialiser: the number of values along an axis must be its extent (axis, given, shape; axis, extent, shape)");
    if constexpr (sizeof...(N) == extent(0) && ((N == extent(1)) && ...)) {
      holder_.require_data();
      T* to = holder_.data();
      (copy_row(to, rows, N), ...);
    }
  }
  /// Nested braces of three axes.
  template <std::size_t... N, std::size_t... M>
    requires(owns && S::rank == 3)
  constexpr BasicTensor(T const (&... blocks)[N][M]) {
    using Values =
        decltype(detail::first_wrong<detail::Given<S, 0, sizeof...(N)>, detail::Given<S, 1, N...>, detail::Given<S, 2, M...>>());
    static_assert(
        diagnose::same_size<typename Values::lhs, typename Values::rhs>,
        "tensor initialiser: the number of values along an axis must be its extent (axis, given, shape; axis, extent, shape)");
    if constexpr (sizeof...(N) == extent(0) && ((N == extent(1) && M == extent(2)) && ...)) {
      holder_.require_data();
      T* to = holder_.data();
      (copy_block<N, M>(to, blocks), ...);
    }
  }

  /// Evaluates an expression of the same dtype and shape.
  template <detail::Expression E, class Isa = detail::Runner>
    requires owns
  constexpr BasicTensor(E const& e) {
    assign<Isa>(e);
  }
  template <detail::Expression E, class Isa = detail::Runner>
  constexpr BasicTensor& operator=(E const& e) {
    assign<Isa>(e);
    return *this;
  }
  /// A tensor of another storage, of the same dtype and shape.
  template <class Other>
    requires(owns && !std::is_same_v<Other, Storage>)
  constexpr BasicTensor(BasicTensor<T, S, Other> const& other) {
    assign_elements(other.data(), size);
  }
  template <class Other>
    requires(!std::is_same_v<Other, Storage>)
  constexpr BasicTensor& operator=(BasicTensor<T, S, Other> const& other) {
    assign_elements(other.data(), size);
    return *this;
  }
  /// A tensor of another dtype or shape: always an error, worded.
  template <class U, class R, class Other>
    requires(!std::is_same_v<BasicTensor<U, R>, BasicTensor<T, S>>)
  constexpr BasicTensor(BasicTensor<U, R, Other> const&) {
    static_assert(diagnose::same_shape<R, S>,
                  "assignment: the shapes differ (from, to follow); reshape or broadcast_to make them equal");
    static_assert(diagnose::same_dtype<BasicTensor, U, T>,
                  "assignment: the dtypes differ (tensor, from, to follow); use tn::cast<T>(x)");
  }

  /// Borrowed and arena storage: a tensor over memory of at least `size` elements.
  constexpr explicit BasicTensor(T* memory)
    requires(!owns)
      : holder_(memory) {}

  /// Copies a contiguous range (a span, vector or array) of exactly `size` elements; another number stops the program
  /// with a message that names both.
  template <class Range>
  static constexpr BasicTensor from(Range const& range)
    requires owns
  {
    using U = std::remove_cvref_t<decltype(*range.data())>;
    static_assert(diagnose::same_dtype<BasicTensor, T, U>,
                  "Tensor::from: the range's elements have another dtype (tensor's, range's follow)");
    BasicTensor t;
    if constexpr (std::is_same_v<T, U>) {
      if (range.size() != size) detail::fail("Tensor::from: number of elements", size, range.size());
      t.assign_elements(range.data(), size);
    }
    return t;
  }

  static constexpr std::size_t extent(int axis) { return static_cast<std::size_t>(dims_of<S>[axis]); }

  TENON_INLINE constexpr T* data() { return holder_.data(); }
  TENON_INLINE constexpr T const* data() const { return holder_.data(); }
  constexpr T* begin() { return data(); }
  constexpr T* end() { return data() + size; }
  constexpr T const* begin() const { return data(); }
  constexpr T const* end() const { return data() + size; }

  /// Element i in row-major order, by value: also of a constant that was never written, which is 0. Of a tensor that is being
  /// traced there is none: an assertion says so afterwards.
  constexpr T element(std::size_t i) const {
    if (is_marked()) {
      refuse_if_marked();
      return T{};
    }
    return holder_.element(i);
  }

  /// The value of a tensor of one element.
  constexpr T item() const
    requires(S::size == 1)
  {
    return element(0);
  }
  constexpr explicit operator T() const
    requires(S::rank == 0)
  {
    return item();
  }
  template <class Why = diagnose::tensors_are_no_numbers_write_tn_exp_not_std_exp>
  constexpr operator double() const = TENON_NO_NUMBER;

  /// The element at run-time indices, one for each axis, checked unless TENON_CHECKS is 0.
  template <class... I>
    requires(sizeof...(I) == S::rank && S::rank > 0 && (std::is_integral_v<I> && ...))
  constexpr T& operator()(I... i) {
    refuse_if_marked();
    holder_.require_data();
    return holder_.data()[flat(i...)];
  }
  template <class... I>
    requires(sizeof...(I) == S::rank && S::rank > 0 && (std::is_integral_v<I> && ...))
  constexpr T operator()(I... i) const {
    return element(flat(i...));
  }

  /// A view by compile-time indices: `t(all, from<1>)`, `t(ellipsis, 1_c, newaxis)`. It can be read and assigned.
  template <SliceIndex... I>
  constexpr auto operator()(I const&...) const& {
    return layout::Slice<detail::slice_item<I>()...>::call(*this);
  }
  /// Of a temporary: the view keeps it.
  template <SliceIndex... I>
  constexpr auto operator()(I const&...) && {
    return layout::Slice<detail::slice_item<I>()...>::call(static_cast<BasicTensor&&>(*this));
  }
  template <SliceIndex... I>
  constexpr auto operator()(I const&...) & {
    using F = layout::Slice<detail::slice_item<I>()...>;
    if constexpr (F::template ok<detail::Arg<T, S>>)
      return View<F, BasicTensor>(*this);
    else
      return F::call(*this);
  }

  /// A row (of a vector an element) by a run-time integer, rows by a tensor of them, elements by a mask, which can all be
  /// assigned; compile-time indices too: tensor/subscript.hpp.
  template <class I>
    requires(S::rank > 0)
  constexpr decltype(auto) operator[](I const& i) & {
    if constexpr (std::is_integral_v<I>) {
      refuse_if_marked();
      holder_.require_data();
    }
    return subscript(*this, i);
  }
  template <class I>
    requires(S::rank > 0)
  constexpr auto operator[](I const& i) const& {
    return subscript(*this, i);
  }
  template <class I>
    requires(S::rank > 0 && owns)
  constexpr auto operator[](I const& i) && {
    return subscript(static_cast<BasicTensor&&>(*this), i);
  }
  /// Of a row, which is somebody else's memory: `x[i][j] = 0`.
  template <class I>
    requires(S::rank > 0 && !owns)
  constexpr decltype(auto) operator[](I const& i) && {
    return subscript(*this, i);
  }

  /// Any other indices: always an error, worded.
  template <class... I>
    requires(!(sizeof...(I) == S::rank && S::rank > 0 && (std::is_integral_v<I> && ...)) && !(SliceIndex<I> && ...))
  constexpr Invalid operator()(I const&...) const {
    static_assert(diagnose::one_index_an_axis<S, sizeof...(I), false>,
                  "index: one run-time integer for each axis, or compile-time indices only: 1_c, tn::at<1>, tn::all (shape, "
                  "indices follow)");
    return {};
  }

  constexpr BasicTensor& fill(T value) {
    holder_.require_memory();
    for (std::size_t i = 0; i < size; ++i) holder_.data()[i] = value;
    return *this;
  }

#define TENON_COMPOUND(op)                                                                                                       \
  template <class X>                                                                                                             \
    requires Operands<BasicTensor, X>                                                                                            \
  constexpr BasicTensor& operator op##=(X const& x) {                                                                            \
    return *this = *this op x;                                                                                                   \
  }
  TENON_COMPOUNDS(TENON_COMPOUND)
#undef TENON_COMPOUND

  // For the tracer: what this tensor stands for in the graph being recorded.
  constexpr bool is_marked() const { return holder_.is_marked(); }
  constexpr detail::Mark const& mark() const { return holder_.mark(); }
  constexpr void set_mark(detail::Mark const* m) { holder_.set_mark(m); }
  constexpr bool has_data() const { return holder_.has_data(); }

 private:
  template <class F, class Tensor>
  friend class View;

  constexpr void refuse_if_marked() const {
    if (is_marked()) mark().builder->fail(RecordError::element_read, dtype_of<T>, dims_of<S>);
  }
  template <class U>
  static constexpr T convert_value(U u) {
    static_assert(diagnose::scalar_fits_dtype<BasicTensor<T, S>, T, U>,
                  "tensor initialiser: this number does not fit the dtype (tensor, dtype, number follow)");
    return static_cast<T>(u);
  }
  static constexpr void copy_row(T*& to, T const* from, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) *to++ = from[i];
  }
  template <std::size_t N, std::size_t M>
  static constexpr void copy_block(T*& to, T const (&block)[N][M]) {
    for (std::size_t i = 0; i < N; ++i) copy_row(to, block[i], M);
  }
  constexpr void assign_elements(T const* from, std::size_t n) {
    holder_.require_memory();
    for (std::size_t i = 0; i < n; ++i) holder_.data()[i] = from[i];
  }
  template <class Isa, class E>
  constexpr void assign(E const& e) {
    using U = typename E::value_type;
    using R = typename E::shape_type;
    static_assert(diagnose::same_shape<R, S>,
                  "assignment: the shapes differ (from, to follow); reshape or broadcast_to make them equal");
    static_assert(diagnose::same_dtype<BasicTensor, U, T>,
                  "assignment: the dtypes differ (tensor, from, to follow); use tn::cast<T>(x)");
    if constexpr (std::is_same_v<U, T> && std::is_same_v<R, S>) {
#if defined(TENON_NO_HEAP)
      static_assert(diagnose::scratch_fits_the_stack<Isa::template scratch_bytes<detail::WholeTarget, E>(), stack_scratch_bytes>,
                    TENON_NO_HEAP_SCRATCH);
#endif
      if (__builtin_is_constant_evaluated()) {
        auto const values = detail::evaluate_constant(e);
        holder_.require_memory();
        for (std::size_t i = 0; i < size; ++i) holder_.data()[i] = detail::from_scalar<T>(values[static_cast<int>(i)]);
      } else {
        holder_.require_memory();
        Isa::template run<detail::WholeTarget, size>(e, holder_.data());
      }
    }
  }
  template <class... I>
  static constexpr std::size_t flat(I... i) {
    std::size_t at = 0;
    int axis = 0;
    ((at = at * extent(axis) + checked(static_cast<std::int64_t>(i), axis), ++axis), ...);
    return at;
  }
  static constexpr std::size_t checked(std::int64_t i, int axis) {
    if constexpr (TENON_CHECKS)
      if (i < 0 || i >= static_cast<std::int64_t>(extent(axis)))
        detail::fail("index out of range: extent of the axis, index", extent(axis), static_cast<std::size_t>(i));
    return static_cast<std::size_t>(i);
  }

  detail::Holder<T, size, Storage> holder_;
};

/// Whether a tensor may be assigned an operand: both have one dtype and one shape.
template <class To, class X>
concept AssignableFrom = Operand<X> && std::is_same_v<typename To::value_type, typename std::remove_cvref_t<X>::value_type> &&
                         std::is_same_v<typename To::shape_type, typename std::remove_cvref_t<X>::shape_type>;

/// A tensor of dtype T and extents D.
template <class T, std::size_t... D>
using Tensor = BasicTensor<T, Shape<D...>>;

/// A tensor over somebody else's memory.
template <class T, std::size_t... D>
using TensorRef = BasicTensor<T, Shape<D...>, storage::Borrowed>;

namespace detail {
inline namespace TENON_ISA {
/// Hands expressions to the kernels of this unit's instruction set: its type makes every assignment a symbol of its own.
struct Runner {
  template <class Target, std::size_t Size, class E, class T>
  TENON_INLINE static void run(E const& e, T* out) {
    static_assert(diagnose::kernels_are_included<RunsExpression<E>>, TENON_NO_KERNELS);
    if constexpr (diagnose::kernels_are_included<RunsExpression<E>>) run_expression<Target, Size>(e, out);
  }
  template <class Target, class E>
  static constexpr std::size_t scratch_bytes() {
    return scratch_bytes_of<Target>(static_cast<E const*>(nullptr));
  }
};
}  // namespace TENON_ISA
}  // namespace detail

}  // namespace tenon
