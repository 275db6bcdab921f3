// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/shape/fixed_string.hpp>
#include <tenon/shape/shape.hpp>

/// Einstein's summation as text: what a pattern says, whether shapes fit it, and in which order to contract.
namespace tenon::einsum_detail {

inline constexpr int max_operands = 6;

/// The axes of an operand by name. Those of an ellipsis are the characters 1, 2, ..., counted from the last.
struct Term {
  int rank = 0;
  char name[max_rank] = {};
  int ellipsis = -1;  ///< the place of the ellipsis among the names

  constexpr bool has(char c) const {
    for (int i = 0; i < rank; ++i)
      if (name[i] == c) return true;
    return false;
  }
  constexpr void push_back(char c) { name[rank++] = c; }
};

struct Fault {
  enum Kind {
    none,
    unexpected_character,
    too_many_axes,
    too_many_operands,
    operand_count,
    axis_count,
    extents_differ,
    unknown_output,
    repeated_output
  } kind = none;
  int at = 0;               ///< the character of the pattern, or the operand
  char name = 0;            ///< the axis
  int got = 0, wanted = 0;  ///< extents or counts
};

struct Pattern {
  int operands = 0;
  Term in[max_operands] = {};
  Term out{};
  bool explicit_output = false;
  Fault fault{};
};

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Reads "ij, jk -> ik": letters are axes, spaces are nothing, "..." stands for further axes.
constexpr Pattern parse(char const* s, int size) {
  Pattern p;
  Term* term = &p.in[p.operands++];
  for (int i = 0; i < size; ++i) {
    char const c = s[i];
    if (c == ' ') continue;
    if (is_letter(c)) {
      if (term->rank == max_rank) {
        p.fault = {Fault::too_many_axes, i};
        return p;
      }
      term->push_back(c);
    } else if (c == '.' && i + 2 < size && s[i + 1] == '.' && s[i + 2] == '.' && term->ellipsis < 0) {
      term->ellipsis = term->rank;
      i += 2;
    } else if (c == ',' && !p.explicit_output) {
      if (p.operands == max_operands) {
        p.fault = {Fault::too_many_operands, i};
        return p;
      }
      term = &p.in[p.operands++];
    } else if (c == '-' && i + 1 < size && s[i + 1] == '>' && !p.explicit_output) {
      p.explicit_output = true;
      term = &p.out;
      ++i;
    } else {
      p.fault = {Fault::unexpected_character, i};
      return p;
    }
  }
  return p;
}

/// A pattern with the shapes of its operands: every axis named, extents known.
struct Contraction {
  int operands = 0;
  Term in[max_operands] = {};
  Dims dims[max_operands] = {};
  Term out{};
  std::int64_t extent[128] = {};
  Fault fault{};

  constexpr std::int64_t size_of(Term const& t) const {
    std::int64_t n = 1;
    for (int i = 0; i < t.rank; ++i) n *= extent[int(t.name[i])];
    return n;
  }
};

/// The names of a term with its ellipsis filled in by `axes` axes.
constexpr Term filled(Term const& t, int axes) {
  Term r;
  for (int i = 0; i <= t.rank; ++i) {
    if (i == t.ellipsis)
      for (int k = axes; k > 0; --k) r.push_back(static_cast<char>(k));
    if (i < t.rank) r.push_back(t.name[i]);
  }
  return r;
}

constexpr Contraction bind(Pattern const& p, Dims const* shapes, int count) {
  Contraction c;
  c.fault = p.fault;
  if (c.fault.kind != Fault::none) return c;
  if (count != p.operands) {
    c.fault = {Fault::operand_count, 0, 0, count, p.operands};
    return c;
  }
  c.operands = count;
  int most = 0;
  for (int o = 0; o < count; ++o) {
    Term const& t = p.in[o];
    int const further = shapes[o].rank - t.rank;
    if (further < 0 || (further > 0 && t.ellipsis < 0)) {
      c.fault = {Fault::axis_count, o, 0, shapes[o].rank, t.rank};
      return c;
    }
    c.in[o] = filled(t, further);
    c.dims[o] = shapes[o];
    if (t.ellipsis >= 0 && further > most) most = further;
    for (int i = 0; i < c.in[o].rank; ++i) {
      char const name = c.in[o].name[i];
      std::int64_t& e = c.extent[int(name)];
      int const n = shapes[o][i];
      bool const stretches = !is_letter(name);  // axes of an ellipsis broadcast
      if (e == 0 || (stretches && e == 1))
        e = n;
      else if (e != n && !(stretches && n == 1)) {
        c.fault = {Fault::extents_differ, o, name, n, static_cast<int>(e)};
        return c;
      }
    }
  }
  if (p.explicit_output) {
    c.out = filled(p.out, p.out.ellipsis >= 0 ? most : 0);
    for (int i = 0; i < c.out.rank; ++i) {
      char const name = c.out.name[i];
      bool known = !is_letter(name);
      for (int o = 0; o < count; ++o) known = known || c.in[o].has(name);
      if (!known) c.fault = {Fault::unknown_output, i, name};
      for (int k = 0; k < i; ++k)
        if (c.out.name[k] == name) c.fault = {Fault::repeated_output, i, name};
    }
  } else {  // the ellipsis, then what comes once, in alphabetical order
    for (int k = most; k > 0; --k) c.out.push_back(static_cast<char>(k));
    for (int name = 'A'; name <= 'z'; ++name) {
      int times = 0;
      for (int o = 0; o < count; ++o)
        for (int i = 0; i < c.in[o].rank; ++i) times += c.in[o].name[i] == name;
      if (times == 1 && c.out.rank < max_rank) c.out.push_back(static_cast<char>(name));
    }
  }
  return c;
}

/// The order of contractions: operands `left` and `right` of those that remain are replaced by their product, which
/// comes last.
struct Path {
  int steps = 0;
  int left[max_operands] = {}, right[max_operands] = {};
  std::int64_t cost = 0;  ///< multiply-adds of all steps
};

/// The axes of the product of two of the remaining operands: what the output or another operand still needs.
constexpr Term product_of(Contraction const& c, Term const* rest, int count, int a, int b) {
  Term r;
  for (int side = 0; side < 2; ++side) {
    Term const& t = rest[side == 0 ? a : b];
    for (int i = 0; i < t.rank; ++i) {
      bool needed = c.out.has(t.name[i]);
      for (int o = 0; o < count && !needed; ++o) needed = o != a && o != b && rest[o].has(t.name[i]);
      if (needed && !r.has(t.name[i]) && r.rank < max_rank) r.push_back(t.name[i]);
    }
  }
  return r;
}
constexpr std::int64_t pair_cost(Contraction const& c, Term const& a, Term const& b) {
  std::int64_t n = c.size_of(a);
  for (int i = 0; i < b.rank; ++i)
    if (!a.has(b.name[i])) n *= c.extent[int(b.name[i])];
  return n;
}

constexpr void search(Contraction const& c, Term const* rest, int count, Path const& so_far, Path& best) {
  if (so_far.cost >= best.cost) return;
  if (count == 1) {
    best = so_far;
    return;
  }
  for (int a = 0; a < count; ++a)
    for (int b = a + 1; b < count; ++b) {
      Term next[max_operands];
      int n = 0;
      for (int o = 0; o < count; ++o)
        if (o != a && o != b) next[n++] = rest[o];
      next[n++] = product_of(c, rest, count, a, b);
      Path path = so_far;
      path.left[path.steps] = a;
      path.right[path.steps++] = b;
      path.cost += pair_cost(c, rest[a], rest[b]);
      search(c, next, n, path, best);
    }
}
/// The cheapest order, of all there are: at most 2,700 for six operands.
constexpr Path best_path(Contraction const& c) {
  Path best;
  best.cost = std::int64_t(1) << 62;
  search(c, c.in, c.operands, Path{}, best);
  return best;
}

}  // namespace tenon::einsum_detail
