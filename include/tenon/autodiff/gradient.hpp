// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/form.hpp>

namespace tenon {

namespace detail {

template <std::size_t N, std::size_t M>
constexpr bool same_text(FixedString<N> const& a, FixedString<M> const& b) {
  if (N != M) return false;
  for (std::size_t i = 0; i < N && i < M; ++i)
    if (a.text[i] != b.text[i]) return false;
  return true;
}

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
struct TreeField<Field, Kind>
    : std::type_identity<typename Kind::template leaf<typename Field::value_type, typename Field::shape_type>> {};
template <class Field, class Kind>
  requires(Module<Field> && parameter_count<Field> > 0)
struct TreeField<Field, Kind> : std::type_identity<ParamTree<Field, Kind>> {};

/// One entry of the tree of a module M, whose name keeps empty ones apart: they take no byte then.
template <class M, int I, class X>
struct TreeSlot {
  X field{};
};
template <class M, int I>
struct TreeSlot<M, I, Absent> {};
template <int I>
struct SlotAccessor {
  template <class M, class X>
    requires(!std::is_same_v<X, Absent>)
  static constexpr X& get(TreeSlot<M, I, X>& s) {
    return s.field;
  }
  template <class M, class X>
    requires(!std::is_same_v<X, Absent>)
  static constexpr X const& get(TreeSlot<M, I, X> const& s) {
    return s.field;
  }
  template <class Tree>
  constexpr auto& operator()(Tree& t) const {
    return get(t);
  }
};
/// An entry of a parameter tree as a field: the module's name for it.
template <int I, FixedString Name>
struct TreeEntry : SlotAccessor<I> {
  static constexpr auto text = Name;
  static constexpr int slot = I;
  static constexpr char const* c_str() { return text.text; }
};
/// What a name that does not exist gives, after the message.
inline constexpr Invalid nothing{};

template <class Sum, class Next>
constexpr auto operator|(std::type_identity<Sum>, std::type_identity<Next>) {
  return std::type_identity<typename JoinedFields<Sum, Next>::type>{};
}

/// A kind may depend on the path of a parameter: `in<name>` is what it is inside of a field.
template <class Kind, class F>
struct KindInside : std::type_identity<Kind> {};
template <class Kind, class F>
  requires requires { typename Kind::template in<F::text>; }
struct KindInside<Kind, F> : std::type_identity<typename Kind::template in<F::text>> {};
/// What stands for a field of a module in its tree.
template <class Kind, class M, class F>
using TreeFieldOf =
    typename TreeField<std::remove_cvref_t<decltype(F{}(std::declval<M&>()))>, typename KindInside<Kind, F>::type>::type;

template <class Kind, class M, class Seq, class List>
struct TreeSlots;
template <class Kind, class M, std::size_t... I, class... F>
struct TreeSlots<Kind, M, std::index_sequence<I...>, Fields<F...>> : TreeSlot<M, int(I), TreeFieldOf<Kind, M, F>>... {
  template <std::size_t J, class G>
  using listed = std::conditional_t<std::is_same_v<TreeFieldOf<Kind, M, G>, Absent>, std::type_identity<Fields<>>,
                                    std::type_identity<Fields<TreeEntry<int(J), G::text>>>>;
  using entries = typename decltype((std::type_identity<Fields<>>{} | ... | listed<I, F>{}))::type;
};

template <class M, class Kind>
using TreeBase = TreeSlots<Kind, M, std::make_index_sequence<FieldsOf<M>::count>, FieldsOf<M>>;

}  // namespace detail

namespace diagnose {
template <class M, detail::FixedString Name, bool Has>
inline constexpr bool has_parameters_named = Has;
}  // namespace diagnose

#define TENON_NO_SUCH_PARAMETER                                                                                                  \
  "get: the module has no parameter, and no module with parameters, of this name (module, name follow)"

template <class M, class Kind>
class ParamTree : public detail::TreeBase<M, Kind> {
 public:
  using tenon_module_type = ParamTree;
  using tenon_fields = typename detail::TreeBase<M, Kind>::entries;
  static constexpr bool tenon_lists_every_field = true;
  static constexpr auto tenon_check() { return true; }
  struct hana_accessors_impl {
    template <class F = tenon_fields>
    static constexpr auto apply() {
      return detail::hana_tuple_of(F{});
    }
  };

  /// The entry of a field: `g.get<"kernel">()`, `g.get<"d1">().get<"kernel">()`.
  template <detail::FixedString Name>
  constexpr auto& get() {
    constexpr int slot = slot_of<Name>(tenon_fields{});
    static_assert(diagnose::has_parameters_named<M, Name, (slot >= 0)>, TENON_NO_SUCH_PARAMETER);
    return at<slot>(*this);
  }
  template <detail::FixedString Name>
  constexpr auto const& get() const {
    constexpr int slot = slot_of<Name>(tenon_fields{});
    static_assert(diagnose::has_parameters_named<M, Name, (slot >= 0)>, TENON_NO_SUCH_PARAMETER);
    return at<slot>(*this);
  }

 private:
  template <detail::FixedString Name, class... F>
  static constexpr int slot_of(detail::Fields<F...>) {
    int slot = -1;
    ((slot = detail::same_text(F::text, Name) ? F::slot : slot), ...);
    return slot;
  }
  template <int Slot, class Self>
  static constexpr auto& at(Self& self) {
    if constexpr (Slot >= 0)
      return detail::SlotAccessor<Slot>::get(self);
    else
      return detail::nothing;
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
    else if constexpr (Module<X> && !is_frozen_module<X>)
      for_each_param(field, f);
  });
}

}  // namespace detail
}  // namespace tenon
