// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/join.hpp>
#include <tenon/tensor/tensor.hpp>

/// Tensors that are assigned by name: `Param`, which is trained, and `Variable`, which is not. Parts of them are in
/// tensor/assign.hpp.
namespace tenon {

namespace diagnose {
template <class V>
inline constexpr bool variable_can_be_assigned = !std::is_const_v<V>;
}  // namespace diagnose

#define TENON_CONST_VARIABLE                                                                                                     \
  "assign: the variable is const here, or a temporary (its type follows): a function takes it, or its module, as `auto&`; in a " \
  "layer's call that is const, ctx.assign(variable, x) assigns; grad and the other transforms assign no arguments"

/// The constraint of a variable that takes any value.
struct Unconstrained {};

namespace detail {

/// What a constraint makes of a new value, or a regularizer of a parameter: a struct with `call(x)` or `operator()(x)`.
template <class Constraint, class X>
constexpr auto constrained(X const& x) {
  if constexpr (requires { Constraint{}.call(x); })
    return Constraint{}.call(x);
  else
    return Constraint{}(x);
}
template <class V>
inline constexpr bool is_constrained = !std::is_same_v<typename V::constraint_type, Unconstrained>;

/// The node that an operand is in a trace. A traced value, whose type is defined further up, says so itself.
template <class X>
constexpr NodeId node_in(Builder& b, X const& x) {
  if constexpr (std::is_same_v<typename X::front_end, front::Tracing>)
    return x.builder() == &b
               ? x.id()
               : b.fail(RecordError::another_trace, dtype_of<typename X::value_type>, dims_of<typename X::shape_type>);
  else
    return lift(b, x).id;
}

/// What `=` takes beside values in braces, as `assign` does: an operand, or a number for every element.
template <class X>
concept NewValue = Operand<X> || std::is_arithmetic_v<X>;

template <op::detail::Join How>
struct JoinBy {
  static constexpr op::detail::Join value = How;
};

}  // namespace detail

/// A tensor with an identity. At run time `assign` writes it, in one kernel with the expression that it is given. On a
/// variable of a function that is being traced it records a new version: what is recorded later reads that one, what was
/// recorded before keeps the old one, and the call writes the last. `=` and `+=` are the same as `assign` and `assign_add`.
/// `Constraint` is applied to each new value, in the same kernel. A copy has the value; in a trace it is another name.
template <class T, class S, class Storage, class Constraint>
class AssignableTensor : public BasicTensor<T, S, Storage> {
 public:
  using tensor_type = BasicTensor<T, S, Storage>;
  using constraint_type = Constraint;
  using tensor_type::tensor_type;
  constexpr AssignableTensor() = default;
  constexpr AssignableTensor(AssignableTensor const&) = default;
  constexpr AssignableTensor(AssignableTensor&&) = default;
  constexpr ~AssignableTensor() = default;
  constexpr AssignableTensor& operator=(AssignableTensor const& other) {
    copy(other);
    return *this;
  }
  constexpr AssignableTensor& operator=(AssignableTensor&& other) noexcept {
    if (this->is_marked())
      copy(other);
    else
      tensor_type::operator=(static_cast<tensor_type&&>(other));
    return *this;
  }
  template <detail::NewValue X>
  constexpr AssignableTensor& operator=(X const& x) {
    return assign(x);
  }
#define TENON_COMPOUND(op)                                                                                                       \
  template <class X>                                                                                                             \
    requires Operands<tensor_type, X>                                                                                            \
  constexpr AssignableTensor& operator op##=(X const& x) {                                                                       \
    return assign(*this op x);                                                                                                   \
  }
  TENON_COMPOUNDS(TENON_COMPOUND)
#undef TENON_COMPOUND

  /// A new value: an operand of this dtype and shape, or a number for every element. An operand that reads this variable is
  /// read as it is before.   [S...]
  template <class X>
  constexpr AssignableTensor& assign(X const& x) & {
    if constexpr (std::is_arithmetic_v<X>) {
      static_assert(diagnose::scalar_fits_dtype<AssignableTensor, T, X>,
                    "assign: this number does not fit the dtype (variable, dtype, number follow)");
      if constexpr (diagnose::scalar_fits_dtype<AssignableTensor, T, X>)
        store(tenon::broadcast_to_shape<S>(BasicTensor<T, Shape<>>(static_cast<T>(x))));
    } else if constexpr (!std::is_same_v<X, Invalid>) {
      using U = typename X::value_type;
      using R = typename X::shape_type;
      static_assert(diagnose::same_shape<R, S>, "assign: the shapes differ (from, to follow)");
      static_assert(diagnose::same_dtype<AssignableTensor, U, T>,
                    "assign: the dtypes differ (variable, from, to follow); use tn::cast<T>(x)");
      if constexpr (std::is_same_v<R, S> && std::is_same_v<U, T>) store(x);
    }
    return *this;
  }
  /// Values in braces: `v.assign({1, 2, 3})`.
  constexpr AssignableTensor& assign(BasicTensor<T, S> const& x) & {
    store(x);
    return *this;
  }
  /// `v.assign(v + x)`: x broadcasts to the variable.
  template <class X>
  constexpr AssignableTensor& assign_add(X const& x) & {
    return assign(*this + x);
  }
  template <class X>
  constexpr AssignableTensor& assign_sub(X const& x) & {
    return assign(*this - x);
  }

  /// Writes values at positions, in the order of the indices; `_add`, `_sub`, `_min` and `_max` join them with what is there.
  /// A negative index counts from the end. One that is out of range ends the program before anything is written: tenon's
  /// message names the index and the extent (op/gather.hpp). Indices and values that are expressions are evaluated first.
  /// At run time linear in the number of values; in a trace the variable is copied.
  /// [D1, ..., Dk, R...], indices [I..., k], values [I..., R...]
  template <class I, class X>
  constexpr AssignableTensor& scatter_nd_update(I const& indices, X const& values) & {
    scatter_into(*this, detail::JoinBy<op::detail::Join::update>{}, indices, values);
    return *this;
  }
  template <class I, class X>
  constexpr AssignableTensor& scatter_nd_add(I const& indices, X const& values) & {
    scatter_into(*this, detail::JoinBy<op::detail::Join::add>{}, indices, values);
    return *this;
  }
  template <class I, class X>
  constexpr AssignableTensor& scatter_nd_sub(I const& indices, X const& values) & {
    scatter_into(*this, detail::JoinBy<op::detail::Join::subtract>{}, indices, values);
    return *this;
  }
  template <class I, class X>
  constexpr AssignableTensor& scatter_nd_min(I const& indices, X const& values) & {
    scatter_into(*this, detail::JoinBy<op::detail::Join::minimum>{}, indices, values);
    return *this;
  }
  template <class I, class X>
  constexpr AssignableTensor& scatter_nd_max(I const& indices, X const& values) & {
    scatter_into(*this, detail::JoinBy<op::detail::Join::maximum>{}, indices, values);
    return *this;
  }
  /// The same for rows: `v.scatter_add(tn::IndexedSlices{values, rows})`.   [n, R...], rows [I...], values [I..., R...]
  template <class Slices>
  constexpr AssignableTensor& scatter_update(Slices const& s) & {
    scatter_into(*this, detail::JoinBy<op::detail::Join::update>{}, s);
    return *this;
  }
  template <class Slices>
  constexpr AssignableTensor& scatter_add(Slices const& s) & {
    scatter_into(*this, detail::JoinBy<op::detail::Join::add>{}, s);
    return *this;
  }
  template <class Slices>
  constexpr AssignableTensor& scatter_sub(Slices const& s) & {
    scatter_into(*this, detail::JoinBy<op::detail::Join::subtract>{}, s);
    return *this;
  }
  template <class Slices>
  constexpr AssignableTensor& scatter_min(Slices const& s) & {
    scatter_into(*this, detail::JoinBy<op::detail::Join::minimum>{}, s);
    return *this;
  }
  template <class Slices>
  constexpr AssignableTensor& scatter_max(Slices const& s) & {
    scatter_into(*this, detail::JoinBy<op::detail::Join::maximum>{}, s);
    return *this;
  }

  // Of a constant or a temporary: an error, worded. auto: compilers look into it at once.
  template <class X>
  constexpr auto assign(X const&) const& {
    static_assert(diagnose::variable_can_be_assigned<constant<X>>, TENON_CONST_VARIABLE);
    return Invalid{};
  }
  template <class X>
  constexpr auto assign_add(X const&) const& {
    static_assert(diagnose::variable_can_be_assigned<constant<X>>, TENON_CONST_VARIABLE);
    return Invalid{};
  }
  template <class X>
  constexpr auto assign_sub(X const&) const& {
    static_assert(diagnose::variable_can_be_assigned<constant<X>>, TENON_CONST_VARIABLE);
    return Invalid{};
  }

  /// The value as it is now: an operand that later assignments leave alone. At run time it holds a copy.
  constexpr auto read() const { return tenon::broadcast_to_shape<S>(tensor_type(*this)); }

  /// As of a tensor, but parts are assigned by `assign`: `v(all, 1_c).assign(x)`, `v[i].assign(x)`, `v[mask].assign(x)`.
  template <class... I>
  constexpr decltype(auto) operator()(I const&... i) & {
    if constexpr ((SliceIndex<I> && ...))
      return part(*this, i...);
    else
      return tensor()(i...);
  }
  template <class... I>
  constexpr decltype(auto) operator()(I const&... i) const& {
    return tensor()(i...);
  }
  template <class... I>
  constexpr decltype(auto) operator()(I const&... i) && {
    return static_cast<tensor_type&&>(*this)(i...);
  }
  template <class I>
  constexpr decltype(auto) operator[](I const& i) & {
    return part_at(*this, i);
  }
  template <class I>
  constexpr decltype(auto) operator[](I const& i) const& {
    return tensor()[i];
  }
  template <class I>
  constexpr decltype(auto) operator[](I const& i) && {
    return static_cast<tensor_type&&>(*this)[i];
  }

  constexpr tensor_type& tensor() { return *this; }
  constexpr tensor_type const& tensor() const { return *this; }

  // For parts, which have checked what they are given.

  /// Applies the constraint to what has been written.
  constexpr void settle() {
    if constexpr (detail::is_constrained<AssignableTensor>) put(detail::constrained<Constraint>(tensor()));
  }
  /// In a trace: the node that is the value from here on.
  constexpr void set_version(NodeId id) { this->mark().builder->current[this->mark().leaf] = id; }
  constexpr Value version() const { return {this->mark().builder, this->mark().builder->current[this->mark().leaf]}; }

 private:
  template <class X>
  using constant = std::conditional_t<sizeof(X) != 0, AssignableTensor const, X>;  // known when X is
  constexpr void copy(AssignableTensor const& other) {
    if (this->is_marked())
      set_version(detail::node_in(*this->mark().builder, other));
    else
      tensor_type::operator=(other.tensor());
  }
  template <class X>
  constexpr void store(X const& x) {
    if constexpr (detail::is_constrained<AssignableTensor>)
      put(detail::constrained<Constraint>(x));
    else
      put(x);
  }
  template <class X>
  constexpr void put(X const& x) {
    if constexpr (std::is_same_v<typename X::front_end, front::Tracing>) {
      if (this->is_marked())
        set_version(detail::node_in(*this->mark().builder, x));
      else
        x.builder()->fail(RecordError::foreign_tensor, dtype_of<T>, dims_of<S>);
    } else if (this->is_marked())
      set_version(detail::node_in(*this->mark().builder, x));
    else
      tensor() = x;
  }
};

/// The initializer that a parameter has if it names none: Glorot uniform from two axes on, zeros below.
/// Defined with the others in nn/initializer.hpp; a type that only models the name is enough here.
struct DefaultInit;

/// The regularizer of a parameter that costs nothing.
struct Unregularized {};

namespace detail {
/// What tells a parameter that is trained: derivatives and optimizers look for it.
template <bool Trainable>
struct Trained {
  static constexpr bool is_param = true, trainable = true;
};
template <>
struct Trained<false> {
  static constexpr bool is_frozen = true, trainable = false;
};
}  // namespace detail

/// A trained tensor of a module. `Init` says what it starts as; nothing is drawn before `initialize(module, seed)`. A training
/// adds `Regularizer{}(parameter)` to its objective. One that is not `Trainable` is drawn and saved, but has no gradient and no
/// optimizer state. nn/options.hpp makes this type of options in any order.
template <class T, class S, class Init = DefaultInit, class Storage = typename detail::DefaultStorage<T, S>::type,
          class Constraint = Unconstrained, class Regularizer = Unregularized, bool Trainable = true>
class BasicParam : public AssignableTensor<T, S, Storage, Constraint>, public detail::Trained<Trainable> {
 public:
  using assignable_type = AssignableTensor<T, S, Storage, Constraint>;
  using init_type = Init;
  using regularizer_type = Regularizer;
  using assignable_type::assignable_type;
  constexpr BasicParam() = default;
  template <detail::NewValue X>
  constexpr BasicParam& operator=(X const& x) {
    this->assign(x);
    return *this;
  }
};

/// A trained tensor of dtype T and extents D.
template <class T, std::size_t... D>
using Param = BasicParam<T, Shape<D...>>;

/// The same with an initializer of its own: `InitParam<HeNormal, float, 8, 30>`.
template <class Init, class T, std::size_t... D>
using InitParam = BasicParam<T, Shape<D...>, Init>;

/// State of a module or a program, which is not trained. Of a model its value is what the state of a training starts from.
template <class T, class S, class Storage = typename detail::DefaultStorage<T, S>::type, class Constraint = Unconstrained>
class BasicVariable : public AssignableTensor<T, S, Storage, Constraint> {
 public:
  using assignable_type = AssignableTensor<T, S, Storage, Constraint>;
  static constexpr bool is_variable = true, trainable = false;
  using assignable_type::assignable_type;
  constexpr BasicVariable() = default;
  template <detail::NewValue X>
  constexpr BasicVariable& operator=(X const& x) {
    this->assign(x);
    return *this;
  }
};
template <class T, std::size_t... D>
using Variable = BasicVariable<T, Shape<D...>>;

/// A variable that `initialize(module, seed)` sets, as it does parameters: `InitVariable<Ones, float, 8>`.
template <class T, class S, class Init>
class BasicInitVariable : public BasicVariable<T, S> {
 public:
  using init_type = Init;
  using BasicVariable<T, S>::BasicVariable;
  constexpr BasicInitVariable() = default;
  template <detail::NewValue X>
  constexpr BasicInitVariable& operator=(X const& x) {
    this->assign(x);
    return *this;
  }
};
template <class Init, class T, std::size_t... D>
using InitVariable = BasicInitVariable<T, Shape<D...>, Init>;

namespace detail {
template <class Constraint, class V>
struct WithConstraint;
template <class Constraint, class T, class S, class Init, class Storage, class Old, class Regularizer, bool Trainable>
struct WithConstraint<Constraint, BasicParam<T, S, Init, Storage, Old, Regularizer, Trainable>>
    : std::type_identity<BasicParam<T, S, Init, Storage, Constraint, Regularizer, Trainable>> {};
template <class Constraint, class T, class S, class Storage, class Old>
struct WithConstraint<Constraint, BasicVariable<T, S, Storage, Old>>
    : std::type_identity<BasicVariable<T, S, Storage, Constraint>> {};
}  // namespace detail

/// A parameter or variable whose every new value goes through a constraint: `Constrained<NonNegative, Variable<float, 3>>`.
/// The constraint is a struct without fields whose `call(x)` or `operator()(x)` gives a value of x's dtype and shape. What it
/// is constructed from is not touched.
template <class Constraint, class V>
using Constrained = typename detail::WithConstraint<Constraint, V>::type;

}  // namespace tenon
