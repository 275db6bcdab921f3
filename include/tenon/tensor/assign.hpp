// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/tensor/param.hpp>
#include <tenon/tensor/subscript.hpp>

#include <initializer_list>

/// Parts of parameters and variables: slices, rows, what a mask selects, scattered elements. At run time they are memory that is
/// written; in a trace the variable gets a new version in which the part is replaced.
namespace tenon {

/// Rows of a tensor, and which ones they are: what `scatter_update` and its like take.
template <class V, class I>
struct IndexedSlices {
  V values;
  I indices;
};
template <class V, class I>
IndexedSlices(V, I) -> IndexedSlices<V, I>;

namespace diagnose {
template <class V>
inline constexpr bool part_is_assigned_by_name = false;
template <class Slices>
inline constexpr bool is_indexed_slices = requires(Slices const& s) {
  s.values;
  s.indices;
};
}  // namespace diagnose

namespace detail {

/// `condition ? x : y` for values of any dtype.
constexpr NodeId where_any(Builder& b, NodeId condition, NodeId x, NodeId y) {
  bool const boolean = b[x].dtype == DType::boolean;
  auto number = [&](NodeId id) { return Value{&b, boolean ? cast(b, id, DType::i8) : id}; };
  NodeId const r = elementwise<op::Where>(Value{&b, condition}, number(x), number(y)).id;
  return boolean ? cast(b, r, DType::boolean) : r;
}

/// v with x in its rows of these numbers; a row that is named twice is what comes last.   [n, R...], [I...], [I..., R...]
template <std::same_as<Value> V>  // a parameter, so that the routine is compiled by the units that write rows
constexpr NodeId with_rows(V v, Value rows, NodeId x) {
  Builder& b = *v.builder;
  Node const n = b[v.id];
  Dims positions = b[rows.id].dims;
  positions.push_back(1);
  bool const boolean = n.dtype == DType::boolean;
  auto number = [&](NodeId id) { return Value{&b, boolean ? cast(b, id, DType::i8) : id}; };
  Value const r = routine<op::ScatterNd<op::detail::Join::update>>(boolean ? DType::i8 : n.dtype, n.dims, 0, number(v.id),
                                                                   Value{&b, reshape(b, rows.id, positions)}, number(x));
  return boolean ? cast(b, r.id, DType::boolean) : r.id;
}

// What kinds of parts there are. Each says how it is read, how x is written to it at run time, and which node is the whole
// variable with x in it.

/// Compile-time indices.
template <class F>
struct SlicePart {
  template <class V>
  using Read =
      Expr<F, typename V::value_type, shape_from<F::dims(dims_of<typename V::shape_type>)>, Ref<typename V::tensor_type>>;
  template <class V>
  constexpr Read<V> read(V& v) const {
    return Read<V>(Ref<typename V::tensor_type>{&v.tensor()});
  }
  template <class V, class X>
  constexpr void write(V& v, X const& x) const {
    View<F, typename V::tensor_type>(v.tensor()) = x;
  }
  static constexpr NodeId replaced(Value v, NodeId x) {
    Builder& b = *v.builder;
    Dims const whole = b[v.id].dims, dims = b[x].dims;
    ViewMap const map = F::map(whole);
    NodeId const inside = embed(b, b.constant(DType::boolean, dims, 1.0), map, whole);
    Node const value = b[x];
    NodeId const spread = value.op == &op::constant ? b.constant(value.dtype, whole, value.constant) : embed(b, x, map, whole);
    return where_any(b, inside, spread, v.id);
  }
};

/// Rows by run-time indices, elements of a vector among them; a row that is named twice is what was written to it last.
template <class At>
struct RowsPart {
  At at;
  template <class V>
  using Read = RowsOf<typename V::tensor_type, At>;
  template <class V>
  constexpr Read<V> read(V& v) const {
    return Read<V>(Ref<typename V::tensor_type>{&v.tensor()}, At(at));
  }
  template <class V, class X>
  constexpr void write(V& v, X const& x) const {
    SelectedRows<typename V::tensor_type, At>(v.tensor(), at) = x;
  }
  constexpr NodeId replaced(Value v, NodeId x) const { return with_rows(v, as_index(lift(*v.builder, at)), x); }
};

}  // namespace detail

/// A part of a variable: an operand, and what can be assigned.
template <class V, class Kind>
class Part : public Kind::template Read<V> {
 public:
  using Base = typename Kind::template Read<V>;
  using value_type = typename Base::value_type;
  using shape_type = typename Base::shape_type;

  constexpr Part(V& v, Kind const& kind) : Base(kind.read(v)), variable_(&v), kind_(kind) {}
  constexpr Part(Part const&) = default;

  /// A number, or an operand of this dtype whose shape broadcasts to the part's.
  template <class X>
  constexpr Part const& assign(X const& x) const {
    if constexpr (!std::is_same_v<X, Invalid>) detail::write_to<Part>(x, [this](auto const& e) { this->write(e); });
    return *this;
  }
  /// Values in braces.
  constexpr Part const& assign(BasicTensor<value_type, shape_type> const& x) const {
    write(x);
    return *this;
  }
  template <class X>
  constexpr Part const& assign_add(X const& x) const {
    return assign(*this + x);
  }
  template <class X>
  constexpr Part const& assign_sub(X const& x) const {
    return assign(*this - x);
  }
  /// The element that a part of one is.
  constexpr operator value_type() const
    requires(shape_type::rank == 0)
  {
    return this->item();
  }

  template <class X>
  constexpr Invalid operator=(X const&) const {
    return refuse<X>();
  }
  template <class X>
  constexpr Invalid operator=(std::initializer_list<X>) const {
    return refuse<X>();
  }
  constexpr Invalid operator=(Part const&) const { return refuse<Part>(); }

 private:
  template <class X>
  static constexpr Invalid refuse() {
    static_assert(diagnose::part_is_assigned_by_name<std::conditional_t<sizeof(X) != 0, V, X>>,
                  "item assignment is not for parameters and variables (type follows): use assign, as in v(i).assign(x)");
    return {};
  }
  template <class E>
  constexpr void write(E const& e) const {
    auto replace = [&] {
      Value const v = variable_->version();
      variable_->set_version(kind_.replaced(v, detail::node_in(*v.builder, e)));
    };
    if constexpr (std::is_same_v<typename E::front_end, front::Tracing>)
      replace();
    else if (variable_->is_marked())
      replace();
    else
      kind_.write(*variable_, e);
    variable_->settle();
  }
  V* variable_;
  Kind kind_;
};

/// The elements of a variable where a mask of its first axes holds.
template <class V, class Mask>
class MaskedPart {
 public:
  constexpr MaskedPart(V& v, Mask const& mask) : variable_(&v), mask_(mask) {}
  /// A number, or of an operand that broadcasts to the variable what stands where the mask holds.
  template <class X>
  constexpr MaskedPart const& assign(X const& x) const {
    variable_->assign(detail::with_selected(mask_, x, variable_->tensor()));
    return *this;
  }
  template <class X>
  constexpr MaskedPart const& assign_add(X const& x) const {
    return assign(*variable_ + x);
  }
  template <class X>
  constexpr MaskedPart const& assign_sub(X const& x) const {
    return assign(*variable_ - x);
  }

 private:
  V* variable_;
  Mask mask_;
};

/// What `v(i...)` is.
template <class T, class S, class Storage, class C, SliceIndex... I>
constexpr auto part(AssignableTensor<T, S, Storage, C>& v, I const&...) {
  using F = layout::Slice<detail::slice_item<I>()...>;
  if constexpr (F::template ok<detail::Arg<T, S>>)
    return Part<AssignableTensor<T, S, Storage, C>, detail::SlicePart<F>>(v, {});
  else
    return F::call(v.tensor());
}
/// What `v[i]` is.
template <class T, class S, class Storage, class C, class I>
constexpr auto part_at(AssignableTensor<T, S, Storage, C>& v, I const& i) {
  using V = AssignableTensor<T, S, Storage, C>;
  if constexpr (SliceIndex<I>)
    return part(v, i);
  else if constexpr (detail::RunTimeIndex<I>) {
    using At = BasicTensor<Index, Shape<>>;
    std::ptrdiff_t const row = op::detail::in_range(static_cast<std::ptrdiff_t>(i), dims_of<S>[0]);
    return Part<V, detail::RowsPart<At>>(v, {At(static_cast<Index>(row))});
  } else if constexpr (detail::MaskIndex<I>) {
    using M = detail::shape_of_t<I>;
    constexpr bool fits = detail::masks(dims_of<M>, dims_of<S>);
    static_assert(diagnose::mask_covers_the_first_axes<S, M, fits>,
                  "x[mask]: the mask must have the first axes of what it masks (shape, shape of the mask follow)");
    if constexpr (fits)
      return MaskedPart<V, I>(v, i);
    else
      return Invalid{};
  } else if constexpr (requires { typename I::signature; } || requires { detail::as_tensor(i); }) {
    if constexpr (detail::is_index<I>) {
      using At = decltype(detail::evaluated(i));
      return Part<V, detail::RowsPart<At>>(v, {detail::evaluated(i)});
    } else
      return subscript(static_cast<BasicTensor<T, S, Storage> const&>(v), i);
  } else
    return subscript(static_cast<BasicTensor<T, S, Storage> const&>(v), i);
}

namespace detail {

/// Calls f with the elements of an operand as U, row-major: those of a tensor where they are, unless `to` shares them.
template <class U, class T, class X, class Fn>
constexpr void with_elements(X const& x, T const* to, std::size_t size, Fn const& f) {
  if constexpr (requires { as_tensor(x); } && std::is_same_v<typename X::value_type, U>) {
    if (!__builtin_is_constant_evaluated()) {
      auto const* const begin = reinterpret_cast<std::byte const*>(x.data());
      auto const* const written = reinterpret_cast<std::byte const*>(to);
      if (begin + sizeof(U) * X::size <= written || written + sizeof(T) * size <= begin) {
        f(x.data());
        return;
      }
    }
    BasicTensor<U, typename X::shape_type> const copy(as_tensor(x));
    f(copy.data());
  } else {
    BasicTensor<U, typename X::shape_type> const values(cast<U>(x));
    f(values.data());
  }
}

}  // namespace detail

/// What `v.scatter_nd_update(indices, values)` and its like do.
template <class T, class S, class Storage, class C, op::detail::Join How, class I, class X>
constexpr void scatter_into(AssignableTensor<T, S, Storage, C>& v, detail::JoinBy<How>, I const& indices, X const& values) {
  using V = BasicTensor<T, S, Storage>;
  using Op = op::ScatterNd<How>;
  detail::check_scatter<Op, detail::NdRule, 0, V const&, I const&, X const&>();
  if constexpr (Scattering<Op, detail::NdRule>::template ok<detail::arg_of<V>, detail::arg_of<I>, detail::arg_of<X>>) {
    auto record = [&] {
      Builder& b = *v.mark().builder;
      v.set_version(detail::node_in(b, detail::scattered<Op, detail::NdRule, 0>(v.tensor(), indices, values)));
    };
    if constexpr (std::is_same_v<typename I::front_end, front::Tracing> || std::is_same_v<typename X::front_end, front::Tracing>)
      record();
    else if (v.is_marked())
      record();
    else
      detail::with_elements<Index>(indices, v.data(), S::size, [&](Index const* at) {
        detail::with_elements<T>(values, v.data(), S::size, [&](T const* from) {
          constexpr Dims form = op::detail::nd_form(dims_of<S>, dims_of<typename I::shape_type>);
          op::detail::check_nd(form, at);
          op::detail::join_nd<How>(form, at, from, v.data());
        });
      });
    v.settle();
  }
}
/// The same for rows.
template <class T, class S, class Storage, class C, op::detail::Join How, class Slices>
constexpr void scatter_into(AssignableTensor<T, S, Storage, C>& v, detail::JoinBy<How> how, Slices const& s) {
  static_assert(diagnose::is_indexed_slices<Slices>, "scatter: give tn::IndexedSlices{values, indices} (type follows)");
  if constexpr (diagnose::is_indexed_slices<Slices>) {
    using I = decltype(s.indices);
    constexpr Dims positions = [] {
      Dims d = dims_of<typename I::shape_type>;
      d.push_back(1);
      return d;
    }();
    scatter_into(v, how, reshape_to_shape<shape_from<positions>>(s.indices), s.values);
  }
}

}  // namespace tenon
