// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/tensor/expr.hpp>

namespace tenon {

namespace detail {
/// Complete where the unit can run what it names: an expression of tensors (tensor/run.hpp), a function's source (trace/run.hpp).
template <class Expression>
struct RunsExpression;
template <class Source>
struct RunsFunction;
}  // namespace detail

namespace diagnose {
template <class Runs>
inline constexpr bool kernels_are_included = requires { sizeof(Runs); };
}  // namespace diagnose

#define TENON_NO_KERNELS                                                                                                         \
  "the headers included here define tensors and models and run nothing: include <tenon/tenon.hpp> too, <tenon/core.hpp> for "    \
  "tensors alone, or <tenon/embedded.hpp> on a microcontroller"

namespace detail {
// Declared here, defined in tensor/run.hpp: units that only define models need no kernels.
inline namespace TENON_ISA {
struct Runner;
template <class Target, std::size_t Size, class E, class T>
TENON_INLINE void run_expression(E const& e, T* out);
}  // namespace TENON_ISA

/// Asserts that x can be written to a place, and calls `write` with it as an expression of the place's shape.
template <class Place, class X, class Write>
constexpr void write_to(X const& x, Write const& write) {
  using T = typename Place::value_type;
  using S = typename Place::shape_type;
  if constexpr (std::is_arithmetic_v<X>) {
    static_assert(diagnose::scalar_fits_dtype<Place, T, X>,
                  "assignment: this number does not fit the dtype (view, dtype, number follow)");
    write(tenon::broadcast_to_shape<S>(BasicTensor<T, Shape<>>(static_cast<T>(x))));
  } else {
    using U = typename X::value_type;
    using R = typename X::shape_type;
    constexpr bool fits = [] {
      Broadcast const b = broadcast(dims_of<R>, dims_of<S>);
      return b.ok && b.dims == dims_of<S>;
    }();
    static_assert(diagnose::same_dtype<Place, U, T>, "assignment: the dtypes differ; use tn::cast<T>(x)");
    static_assert(diagnose::shape_broadcasts_to<R, S, fits>, "assignment: the shape does not fit the view (from, to follow)");
    if constexpr (fits && std::is_same_v<U, T>) write(tenon::broadcast_to_shape<S>(x));
  }
}

}  // namespace detail

/// A part of a tensor, or memory of somebody else, that can be assigned to although it is an expression.
template <class V>
concept Place = Operand<V> && requires { requires std::remove_cvref_t<V>::writable; };

/// A part of a tensor that a slice names: an operand, and a place to assign to.
template <class F, class Tensor>
class View : public Expr<F, typename Tensor::value_type, shape_from<F::dims(dims_of<typename Tensor::shape_type>)>,
                         detail::Ref<Tensor>> {
 public:
  using Base =
      Expr<F, typename Tensor::value_type, shape_from<F::dims(dims_of<typename Tensor::shape_type>)>, detail::Ref<Tensor>>;
  using value_type = typename Base::value_type;
  using shape_type = typename Base::shape_type;
  static constexpr bool writable = true;

  constexpr explicit View(Tensor& t) : Base(detail::Ref<Tensor>{&t}), tensor_(&t) {}
  constexpr View(View const&) = default;

  /// Writes an expression of the view's dtype and shape, or one that broadcasts to it.
  template <class X, class Isa = detail::Runner>
    requires(Operand<X> || std::is_arithmetic_v<X>)
  constexpr View const& operator=(X const& x) const {
    detail::write_to<View>(x, [this](auto const& e) { this->template assign_expression<Isa>(e); });
    return *this;
  }
  constexpr View const& operator=(View const& other) const { return this->template operator= <View, detail::Runner>(other); }

 private:
  template <class Isa, class E>
  constexpr void assign_expression(E const& e) const {
    using S = typename Tensor::shape_type;
#if defined(TENON_NO_HEAP)
    static_assert(
        diagnose::scratch_fits_the_stack<Isa::template scratch_bytes<detail::SliceTarget<S, F>, E>(), stack_scratch_bytes>,
        TENON_NO_HEAP_SCRATCH);
#endif
    if (__builtin_is_constant_evaluated()) {
      auto const values = detail::evaluate_constant(e);
      tensor_->holder_.require_data();
      Dims const dims = dims_of<shape_type>;
      ViewMap const map = F::map(dims_of<S>);
      Dims index{dims.rank, {}};
      for (int i = 0; i < values.size(); ++i, Evaluator::increment(index, dims))
        tensor_->holder_.data()[Evaluator::mapped(map, dims_of<S>, index)] = detail::from_scalar<value_type>(values[i]);
    } else
      Isa::template run<detail::SliceTarget<S, F>, Tensor::size>(e, tensor_->data());
  }
  Tensor* tensor_;
};

/// Of a place, `v += x` is `v = v + x`.
#define TENON_COMPOUND(op)                                                                                                       \
  template <Place V, class X>                                                                                                    \
    requires Operands<V, X>                                                                                                      \
  constexpr V const& operator op##=(V const& v, X const& x) {                                                                    \
    return v = v op x;                                                                                                           \
  }
TENON_COMPOUNDS(TENON_COMPOUND)
#undef TENON_COMPOUND

}  // namespace tenon
