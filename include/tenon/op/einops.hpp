// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arrange.hpp>
#include <tenon/shape/fixed_string.hpp>

/// Layout by pattern, in the notation of einops (Rogozhnikov, ICLR 2022): "b (h w) c -> b c h w" names axes, brackets
/// join them, "..." stands for all that have no name. The compiler reads the pattern and works out the extents.
namespace tenon {

/// The extent of an axis that the shapes do not tell: `rearrange<"(h w) -> h w", axis<"h", 3>>(x)`.
template <FixedString Name, std::size_t N>
struct axis {};

namespace einops {

inline constexpr int max_axes = 12;

/// A name in the pattern, by its first character and length.
struct Name {
  int at = 0, length = 0;
};

struct Fault {
  enum Kind {
    none,
    unexpected_character,
    too_many_axes,
    repeated_name,
    no_arrow,
    axis_count,
    unknown_extent,
    extent_differs,
    missing_on_the_right,
    missing_on_the_left
  } kind = none;
  int at = 0;  ///< the character of the pattern
  int got = 0, wanted = 0;
};

/// Stands among a side's axes for those that "..." names, until the shape tells how many they are.
inline constexpr int ellipsis_axis = -1;

/// One side: elementary axes in order, and how many of them each axis of the tensor joins. A "1" joins none.
struct Side {
  int ellipsis = -1;    ///< its character, or -1
  bool joined = false;  ///< whether the ellipsis stands in brackets
  int count = 0;
  int axes[max_axes] = {};
  int groups = 0;
  int group_size[max_rank] = {};
};

struct Pattern {
  int names = 0;
  Name name[max_axes] = {};
  Side left{}, right{};
  Fault fault{};
};

constexpr bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
constexpr bool same_name(char const* s, Name a, char const* t, int at, int length) {
  if (a.length != length) return false;
  for (int i = 0; i < length; ++i)
    if (s[a.at + i] != t[at + i]) return false;
  return true;
}

/// Reads a pattern; every name comes once on a side.
constexpr Pattern parse(char const* s, int size) {
  Pattern p;
  Side* side = &p.left;
  bool open = false, arrow = false;
  auto fail = [&p](Fault::Kind kind, int at) {
    if (p.fault.kind == Fault::none) p.fault = {kind, at};
  };
  for (int i = 0; i < size && p.fault.kind == Fault::none;) {
    char const c = s[i];
    if (c == ' ') {
      ++i;
    } else if (c == '(' && !open) {
      if (side->groups == max_rank) return fail(Fault::too_many_axes, i), p;
      open = true;
      side->group_size[side->groups++] = 0;
      ++i;
    } else if (c == ')' && open) {
      open = false;
      ++i;
    } else if (c == '-' && i + 1 < size && s[i + 1] == '>' && !arrow && !open) {
      arrow = true;
      side = &p.right;
      i += 2;
    } else if (c == '.' && i + 2 < size && s[i + 1] == '.' && s[i + 2] == '.') {
      if (side->ellipsis >= 0) return fail(Fault::repeated_name, i), p;
      if (open && !arrow) return fail(Fault::unexpected_character, i), p;  // what it joins would be anything
      if (side->count == max_axes || (!open && side->groups == max_rank)) return fail(Fault::too_many_axes, i), p;
      if (!open) side->group_size[side->groups++] = 0;
      side->ellipsis = i;
      side->joined = open;
      side->axes[side->count++] = ellipsis_axis;
      ++side->group_size[side->groups - 1];
      i += 3;
    } else if (is_name(c)) {
      int length = 1;
      while (i + length < size && is_name(s[i + length])) ++length;
      if (!open && side->groups == max_rank) return fail(Fault::too_many_axes, i), p;
      if (!open) side->group_size[side->groups++] = 0;
      if (!(length == 1 && c == '1')) {
        int id = 0;
        while (id < p.names && !same_name(s, p.name[id], s, i, length)) ++id;
        for (int k = 0; k < side->count; ++k)
          if (side->axes[k] == id) return fail(Fault::repeated_name, i), p;
        if (side->count == max_axes || (id == p.names && p.names == max_axes)) return fail(Fault::too_many_axes, i), p;
        if (id == p.names) p.name[p.names++] = {i, length};
        side->axes[side->count++] = id;
        ++side->group_size[side->groups - 1];
      }
      i += length;
    } else
      fail(Fault::unexpected_character, i);
  }
  if (p.fault.kind == Fault::none && open) fail(Fault::unexpected_character, size);
  if (p.fault.kind == Fault::none && !arrow) fail(Fault::no_arrow, size);
  return p;
}

/// A side with `count` axes, numbered from `first`, for its ellipsis.
constexpr Side expanded(Side const& side, int first, int count) {
  if (side.ellipsis < 0) return side;
  Side r;
  for (int g = 0, k = 0; g < side.groups; ++g) {
    bool const alone = !side.joined && side.group_size[g] == 1 && side.axes[k] == ellipsis_axis;
    if (!alone) r.group_size[r.groups++] = 0;
    for (int i = 0; i < side.group_size[g]; ++i, ++k) {
      bool const here = side.axes[k] == ellipsis_axis;
      for (int n = 0; n < (here ? count : 1); ++n) {
        r.axes[r.count++] = here ? first + n : side.axes[k];
        if (alone)
          r.group_size[r.groups++] = 1;
        else
          ++r.group_size[r.groups - 1];
      }
    }
  }
  return r;
}

/// The pattern with names for the axes that its ellipsis stands for: those that a tensor of this rank has more than are named.
constexpr Pattern without_ellipsis(Pattern p, int rank) {
  auto fault = [&p](Fault::Kind kind, int at, int got = 0, int wanted = 0) {
    p.fault = {kind, at, got, wanted};
    return p;
  };
  if (p.right.ellipsis >= 0 && p.left.ellipsis < 0) return fault(Fault::missing_on_the_left, p.right.ellipsis);
  if (p.left.ellipsis < 0) return p;
  int const count = rank - (p.left.groups - 1),
            right = p.right.groups + (p.right.ellipsis >= 0 && !p.right.joined ? count - 1 : 0);
  if (count < 0) return fault(Fault::axis_count, 0, rank, p.left.groups - 1);
  if (p.names + count > max_axes || right > max_rank) return fault(Fault::too_many_axes, p.left.ellipsis);
  int const first = p.names;
  for (int i = 0; i < count; ++i) p.name[p.names++] = {p.left.ellipsis, 3};
  p.left = expanded(p.left, first, count);
  p.right = expanded(p.right, first, count);
  return p;
}

/// A pattern with extents.
struct Bound {
  Pattern pattern{};
  std::int32_t extent[max_axes] = {};
  Fault fault{};

  constexpr Dims shape_of(Side const& side) const {
    Dims r;
    for (int g = 0, k = 0; g < side.groups; ++g) {
      std::int32_t n = 1;
      for (int i = 0; i < side.group_size[g]; ++i) n *= extent[side.axes[k++]];
      r.push_back(n);
    }
    return r;
  }
  constexpr bool has(Side const& side, int id) const {
    for (int i = 0; i < side.count; ++i)
      if (side.axes[i] == id) return true;
    return false;
  }
};

enum class Purpose { rearrange, reduce, repeat };

/// `given` has the extents named by the user, 0 elsewhere.
constexpr Bound bind(Pattern const& read, Dims const& shape, std::int32_t const* given, Purpose purpose) {
  Bound b;
  b.pattern = read.fault.kind == Fault::none ? without_ellipsis(read, shape.rank) : read;
  Pattern const& p = b.pattern;
  b.fault = p.fault;
  if (b.fault.kind != Fault::none) return b;
  for (int i = 0; i < p.names; ++i) b.extent[i] = given[i];
  if (shape.rank != p.left.groups) {
    b.fault = {Fault::axis_count, 0, shape.rank, p.left.groups};
    return b;
  }
  for (int g = 0, k = 0; g < p.left.groups; k += p.left.group_size[g], ++g) {
    std::int32_t known = 1, unknown = -1;
    for (int i = 0; i < p.left.group_size[g]; ++i) {
      int const id = p.left.axes[k + i];
      if (b.extent[id] != 0)
        known *= b.extent[id];
      else if (unknown < 0)
        unknown = id;
      else {
        b.fault = {Fault::unknown_extent, p.name[id].at};
        return b;
      }
    }
    if (unknown >= 0 && known != 0) b.extent[unknown] = shape[g] / known;
    if (known * (unknown >= 0 ? b.extent[unknown] : 1) != shape[g]) {
      b.fault = {Fault::extent_differs, p.left.group_size[g] > 0 ? p.name[p.left.axes[k]].at : 0, shape[g], known};
      return b;
    }
  }
  for (int id = 0; id < p.names; ++id) {
    bool const left = b.has(p.left, id), right = b.has(p.right, id);
    if (left && !right && purpose != Purpose::reduce) b.fault = {Fault::missing_on_the_right, p.name[id].at};
    if (right && !left && purpose != Purpose::repeat) b.fault = {Fault::missing_on_the_left, p.name[id].at};
    if (right && !left && b.extent[id] == 0) b.fault = {Fault::unknown_extent, p.name[id].at};
  }
  return b;
}

template <class V>
constexpr V record(Bound const& p, V x, OpRecord const* op) {
  Builder& b = *x.builder;
  Side const &left = p.pattern.left, &right = p.pattern.right;
  // Tensors have 8 axes: elementary ones that stay neighbours in order stay joined.
  Dims dims;
  int first[max_axes] = {}, pieces = 0;
  int piece_of[max_axes];
  for (int i = 0; i < left.count; ++i) {
    int const id = left.axes[i];
    bool joined = i > 0 && p.has(right, id) == p.has(right, left.axes[i - 1]);
    if (joined && p.has(right, id)) {
      joined = false;
      for (int k = 0; k + 1 < right.count; ++k) joined = joined || (right.axes[k] == left.axes[i - 1] && right.axes[k + 1] == id);
    }
    if (joined)
      dims[dims.rank - 1] *= p.extent[id];
    else {
      first[pieces++] = id;
      dims.push_back(p.extent[id]);
    }
    piece_of[id] = pieces - 1;
  }
  NodeId r = reshape(b, x.id, dims);
  std::uint32_t folded = 0;
  for (int k = 0; k < pieces; ++k)
    if (!p.has(right, first[k])) folded |= 1u << k;
  if (folded != 0) r = reduce(b, *op, r, folded);
  int place[max_axes] = {};
  for (int k = 0, n = 0; k < pieces; ++k)
    if ((folded >> k & 1u) == 0) place[k] = n++;
  // The pieces in the order of the right side, new axes between them.
  Dims order, with_units, stretched;
  for (int k = 0; k < right.count; ++k) {
    int const id = right.axes[k];
    if (!p.has(left, id)) {
      with_units.push_back(1);
      stretched.push_back(p.extent[id]);
    } else if (first[piece_of[id]] == id) {
      order.push_back(place[piece_of[id]]);
      with_units.push_back(dims[piece_of[id]]);
      stretched.push_back(dims[piece_of[id]]);
    }
  }
  r = reshape(b, permute(b, r, order), with_units);
  return {&b, reshape(b, broadcast_to(b, r, stretched), p.shape_of(right))};
}

template <class T>
struct Given;
template <FixedString Name, std::size_t N>
struct Given<axis<Name, N>> {
  static constexpr auto name = Name;
  static constexpr std::int32_t extent = static_cast<std::int32_t>(N);
};

}  // namespace einops

namespace diagnose {
template <FixedString P>
struct layout_pattern;
template <int I>
struct at_character;
template <class P, class At, bool Ok>
inline constexpr bool layout_pattern_parses = Ok;
template <class P, class S, int Got, int Wanted>
inline constexpr bool pattern_has_the_shape_s_axes = Got == Wanted;
template <class P, class S, class At, bool Ok>
inline constexpr bool extents_follow = Ok;
template <class P, class At, bool Ok>
inline constexpr bool both_sides_have_the_axis = Ok;
}  // namespace diagnose

/// The front-end form of the three.
template <FixedString P, einops::Purpose For, auto const& Op, class... Sizes>
struct Einops {
  static constexpr einops::Pattern pattern = einops::parse(P.text, static_cast<int>(P.size));

  static constexpr einops::Bound bind(Dims const& shape) {
    std::int32_t given[einops::max_axes + 1] = {};
    [[maybe_unused]] auto note = [&](char const* name, int length, std::int32_t extent) {
      for (int i = 0; i < pattern.names; ++i)
        if (einops::same_name(P.text, pattern.name[i], name, 0, length)) given[i] = extent;
    };
    (note(einops::Given<Sizes>::name.text, static_cast<int>(einops::Given<Sizes>::name.size), einops::Given<Sizes>::extent), ...);
    return einops::bind(pattern, shape, given, For);
  }
  template <class S>
  static constexpr einops::Bound bound = bind(dims_of<S>);

  template <class A>
  static constexpr bool ok = bound<typename A::shape_type>.fault.kind == einops::Fault::none &&
                             (For != einops::Purpose::reduce || accepts(Op.domain, dtype_of<typename A::value_type>));
  template <class A>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<bound<typename A::shape_type>.shape_of(bound<typename A::shape_type>.pattern.right)>;
    template <int I>
    using operand_type = value_type;
  };
  template <class V>
  static constexpr V record(V x) {
    return einops::record(bind((*x.builder)[x.id].dims), x, &Op);
  }

  template <class X>
  static constexpr auto call(X&& x) {
    if constexpr (detail::faulty<Einops, X>) {
      using F = einops::Fault;
      using S = typename detail::arg_of<X>::shape_type;
      using Text = diagnose::layout_pattern<P>;
      constexpr F f = bound<S>.fault;
      using At = diagnose::at_character<f.at>;
      constexpr bool ill_formed =
          f.kind == F::unexpected_character || f.kind == F::too_many_axes || f.kind == F::repeated_name || f.kind == F::no_arrow;
      static_assert(
          diagnose::layout_pattern_parses<Text, At, !ill_formed>,
          "layout pattern: it does not parse: names, '(' ')', '...' and one '->', each once a side (pattern, character follow)");
      if constexpr (f.kind == F::axis_count)
        static_assert(
            diagnose::pattern_has_the_shape_s_axes<Text, S, f.got, f.wanted>,
            "layout pattern: its left side has another number of axes than the tensor (pattern, shape, axes of both follow)");
      else if constexpr (f.kind == F::unknown_extent || f.kind == F::extent_differs)
        static_assert(diagnose::extents_follow<Text, S, At, false>,
                      "layout pattern: an extent does not follow from the shape, or differs from it; name it with "
                      "tn::axis<\"h\", 3> (pattern, shape, character of the axis follow)");
      else if constexpr (f.kind == F::missing_on_the_left || f.kind == F::missing_on_the_right)
        static_assert(diagnose::both_sides_have_the_axis<Text, At, false>,
                      "layout pattern: an axis is on one side only: `reduce` folds axes, `repeat` adds them (pattern, character "
                      "of the axis follow)");
      else if constexpr (f.kind == F::none)
        static_assert(diagnose::operation_accepts_dtype<Einops, typename detail::arg_of<X>::value_type, ok<detail::arg_of<X>>>,
                      "reduce: not defined for this dtype");
    }
    return apply<Einops>(static_cast<X&&>(x));
  }
};

/// The same elements with axes renamed, joined, split and moved: `rearrange<"b (h w) c -> b c h w", axis<"h", 3>>(x)`.
template <FixedString P, class... Sizes, Operand X>
constexpr auto rearrange(X&& x) {
  return Einops<P, einops::Purpose::rearrange, op::sum, Sizes...>::call(static_cast<X&&>(x));
}
/// Folds the axes that the right side does not name: `reduce<"b h w c -> b c", op::mean>(x)`, with sum, mean, max or min.
template <FixedString P, auto const& Op, class... Sizes, Operand X>
constexpr auto reduce(X&& x) {
  return Einops<P, einops::Purpose::reduce, Op, Sizes...>::call(static_cast<X&&>(x));
}
/// Adds the axes that only the right side names, by repetition: `repeat<"h w -> h w c", axis<"c", 3>>(x)`.
template <FixedString P, class... Sizes, Operand X>
constexpr auto repeat(X&& x) {
  return Einops<P, einops::Purpose::repeat, op::sum, Sizes...>::call(static_cast<X&&>(x));
}

}  // namespace tenon
