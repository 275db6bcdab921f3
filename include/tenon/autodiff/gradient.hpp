// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/function.hpp>

namespace tenon {

namespace detail {

struct Absent {};

/// What a leaf of a parameter tree is: a tensor at run time, a traced value inside a function.
struct AsTensor {
  template <class T, class S>
  using leaf = BasicTensor<T, S>;
};
struct AsTraced {
  template <class T, class S>
  using leaf = Traced<T, S>;
};

}  // namespace detail

/// A module's parameters with its field names, and nothing else: `Kind` says what stands for each. Plain tensors,
/// variables and modules without parameters take no byte.
template <class M, class Kind>
class ParamTree;

namespace detail {

template <class Field, class Kind>
struct TreeField : std::type_identity<Absent> {};
template <class Field, class Kind>
  requires(TensorField<Field> && requires { Field::is_param; })
struct TreeField<Field, Kind> : std::type_identity<typename Kind::template leaf<typename Field::value_type, typename Field::shape_type>> {};
template <class Field, class Kind>
  requires(Module<Field> && parameter_count<Field> > 0)
struct TreeField<Field, Kind> : std::type_identity<ParamTree<Field, Kind>> {};

template <int I, class X>
struct TreeSlot {
  X field{};
};
template <int I>
struct TreeSlot<I, Absent> {};
template <int I>
struct SlotAccessor {
  template <class X>
  static constexpr X& get(TreeSlot<I, X>& s) {
    return s.field;
  }
  template <class X>
  static constexpr X const& get(TreeSlot<I, X> const& s) {
    return s.field;
  }
  template <class Tree>
  constexpr decltype(auto) operator()(Tree& t) const {
    return get(t);
  }
};

template <class Kind, class M, class Seq, class Accessors>
struct TreeSlots;
template <class Kind, class M, std::size_t... I, class... Name, class... Accessor>
struct TreeSlots<Kind, M, std::index_sequence<I...>, boost::hana::tuple<boost::hana::pair<Name, Accessor>...>>
    : TreeSlot<int(I), typename TreeField<std::remove_cvref_t<decltype(Accessor{}(std::declval<M&>()))>, Kind>::type>... {
  template <std::size_t J, class N>
  static constexpr auto listed() {
    using X = std::tuple_element_t<J, std::tuple<typename TreeField<std::remove_cvref_t<decltype(Accessor{}(std::declval<M&>()))>, Kind>::type...>>;
    if constexpr (std::is_same_v<X, Absent>)
      return std::tuple<>{};
    else
      return std::tuple<boost::hana::pair<N, SlotAccessor<int(J)>>>{};
  }
  template <class... P>
  static constexpr auto as_hana(std::tuple<P...>) {
    return boost::hana::make_tuple(P{}...);
  }
  static constexpr auto accessors() { return as_hana(std::tuple_cat(listed<I, Name>()...)); }
};

template <class M, class Kind>
using TreeBase = TreeSlots<Kind, M, std::make_index_sequence<FieldList<AccessorsOf<M>>::count>, AccessorsOf<M>>;

}  // namespace detail

template <class M, class Kind>
class ParamTree : public detail::TreeBase<M, Kind> {
 public:
  using tenon_module_type = ParamTree;
  struct hana_accessors_impl {
    static constexpr auto apply() { return detail::TreeBase<M, Kind>::accessors(); }
  };

  /// The entry of a field: `g.get<"kernel">()`, `g.get<"d1">().get<"kernel">()`.
  template <detail::FixedString Name>
  constexpr auto& get() {
    return find<Name>(*this);
  }
  template <detail::FixedString Name>
  constexpr auto const& get() const {
    return find<Name>(*this);
  }

 private:
  template <detail::FixedString Name, class Self>
  static constexpr auto& find(Self& self) {
    using Wanted = typename detail::HanaString<Name>::type;
    return find_in<Wanted>(self, static_cast<detail::AccessorsOf<ParamTree>*>(nullptr));
  }
  template <class Wanted, class Self, class... N, class... A>
  static constexpr auto& find_in(Self& self, boost::hana::tuple<boost::hana::pair<N, A>...>*) {
    static_assert((std::is_same_v<N, Wanted> || ...), "get: the module has no parameter or module of this name");
    return pick<Wanted>(self, std::type_identity<boost::hana::pair<N, A>>{}...);
  }
  template <class Wanted, class Self, class N, class A, class... Rest>
  static constexpr auto& pick(Self& self, std::type_identity<boost::hana::pair<N, A>>, Rest... rest) {
    if constexpr (std::is_same_v<N, Wanted>)
      return A{}(self);
    else
      return pick<Wanted>(self, rest...);
  }
};

/// The gradient with respect to a module: a module with its field paths that holds its parameters' gradients.
template <class M>
using Gradient = ParamTree<M, detail::AsTensor>;

namespace detail {

/// Calls f(leaf) for the parameters of a module or parameter tree, depth first in field order.
template <class M, class F>
constexpr void for_each_param(M& m, F const& f) {
  for_each_field(m, [&f](auto, auto& field) {
    using X = std::remove_cvref_t<decltype(field)>;
    if constexpr (requires { X::is_param; } || IsTraced<X>::value)
      f(field);
    else if constexpr (Module<X>)
      for_each_param(field, f);
  });
}

}  // namespace detail
}  // namespace tenon
