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
  std::int64_t cost = 0;    ///< multiply-adds of all steps
  std::int64_t stored = 0;  ///< elements of steps that sum nothing
  std::int64_t copied = 0;  ///< elements of operands and of the result that are put into another order

  /// What a path is chosen by: elements stored, a register at a time, and elements copied, one by one, as the multiply-adds
  /// that take as long.
  constexpr std::int64_t work() const { return cost + 3 * stored + 16 * copied; }
};

constexpr Term joined(Term a, Term const& b, Term const& c) {
  for (int i = 0; i < b.rank; ++i) a.push_back(b.name[i]);
  for (int i = 0; i < c.rank; ++i) a.push_back(c.name[i]);
  return a;
}

/// Two of the remaining operands as one (batched) matrix product: [batch, rows, inner] x [batch, inner, columns].
struct Product {
  int left = 0, right = 0;
  Term batch, rows, columns, inner;

  /// What is left of both when an axis stays that the output or another operand needs.
  constexpr Product(Contraction const& c, Term const* rest, int count, int x, int y) : left(x), right(y) {
    for (int i = 0; i < rest[x].rank; ++i) {
      char const name = rest[x].name[i];
      if (!rest[y].has(name))
        rows.push_back(name);
      else {
        bool needed = c.out.has(name);
        for (int o = 0; o < count && !needed; ++o) needed = o != x && o != y && rest[o].has(name);
        (needed ? batch : inner).push_back(name);
      }
    }
    for (int i = 0; i < rest[y].rank; ++i)
      if (!rest[x].has(rest[y].name[i])) columns.push_back(rest[y].name[i]);
    // A vector goes to the right: on the left it would ask for the matrix transposed.
    if (rows.rank == 0 && columns.rank > 0) *this = Product(c, rest, count, y, x);
  }
  constexpr Term axes() const { return joined(batch, rows, columns); }

  /// Adds what it takes to a path.
  constexpr void add_to(Path& path, Contraction const& c, Term const* rest) const {
    std::int64_t const products = c.size_of(joined(axes(), inner, {}));
    path.cost += products;
    if (inner.rank == 0) path.stored += products;
    path.copied += copied(c, rest[left], rows, inner, false) + copied(c, rest[right], inner, columns, true);
  }

 private:
  /// The elements of an operand that have to move: to be joined with others as one axis, or to be contiguous along the
  /// columns of a right operand. Everything else is a matter of strides.
  constexpr std::int64_t copied(Contraction const& c, Term const& t, Term const& m, Term const& n, bool right_side) const {
    Term const wanted = joined(batch, m, n);
    bool same = true;
    for (int i = 0; i < t.rank; ++i) same = same && t.name[i] == wanted.name[i];
    bool const strided = m.rank <= 1 && n.rank <= 1 && (!right_side || n.rank == 0 || t.name[t.rank - 1] == n.name[0]);
    return same || strided ? 0 : c.size_of(t);
  }
};

constexpr void search(Contraction const& c, Term const* rest, int count, Path const& so_far, Path& best) {
  if (so_far.work() >= best.work()) return;
  if (count == 1) {
    Path path = so_far;
    for (int i = 0; i < c.out.rank && path.copied == so_far.copied; ++i)
      if (c.out.name[i] != rest[0].name[i]) path.copied += c.size_of(c.out);
    if (path.work() < best.work()) best = path;
    return;
  }
  for (int a = 0; a < count; ++a)
    for (int b = a + 1; b < count; ++b) {
      Product const product(c, rest, count, a, b);
      Term next[max_operands];
      int n = 0;
      for (int o = 0; o < count; ++o)
        if (o != a && o != b) next[n++] = rest[o];
      next[n++] = product.axes();
      Path path = so_far;
      path.left[path.steps] = a;
      path.right[path.steps++] = b;
      product.add_to(path, c, rest);
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
