// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/row_product.hpp>

/// Several small products of equal extents and strides in one kernel (graph/join_products.hpp).
namespace tenon::kernel {
inline namespace TENON_ISA {

namespace detail {

/// What belongs to one product of a kernel: its nodes, loads and stores by their numbers in the whole.
template <KernelSize Size>
struct ProductPart {
  KernelSize size{0, 0, 0, Size.rank, 0};
  int nodes[Size.nodes + 1] = {}, loads[Size.loads + 1] = {}, stores[Size.stores + 1] = {};
};
template <KernelSize Size>
constexpr ProductPart<Size> part_of_product(Descriptor<Size> const& d, int product) {
  ProductPart<Size> part;
  bool follows[Size.nodes + 1] = {}, needed[Size.nodes + 1] = {}, read[Size.loads + 1] = {};
  for (int i = 0, n = 0; i < Size.nodes; ++i) {
    if (d.nodes[i].op == kernel_op::folded)
      follows[i] = n++ == product;
    else if (d.nodes[i].op != kernel_op::load && d.nodes[i].op != kernel_op::constant)
      for (int in : d.nodes[i].in) follows[i] = follows[i] || (in >= 0 && follows[in]);
  }
  for (int s = 0; s < Size.stores; ++s)
    if (follows[d.stores[s].value]) {
      needed[d.stores[s].value] = true;
      part.stores[part.size.stores++] = s;
    }
  for (int i = Size.nodes - 1; i >= 0; --i) {
    if (!needed[i]) continue;
    if (d.nodes[i].op == kernel_op::load)
      read[d.nodes[i].payload] = true;
    else if (d.nodes[i].op != kernel_op::constant)
      for (int in : d.nodes[i].in)
        if (in >= 0) needed[in] = true;
  }
  for (int i = 0; i < Size.nodes; ++i)
    if (needed[i]) part.nodes[part.size.nodes++] = i;
  for (int l = 0; l < Size.loads; ++l)
    if (read[l]) part.loads[part.size.loads++] = l;
  return part;
}
/// The kernel that it would be on its own.
template <KernelSize Part, KernelSize Size>
constexpr Descriptor<Part> descriptor_of_part(Descriptor<Size> const& d, ProductPart<Size> const& part) {
  Descriptor<Part> r;
  r.kind = d.kind;
  r.combine = d.combine;
  r.kept = d.kept;
  for (int a = 0; a < Size.rank; ++a) r.extent[a] = d.extent[a];
  int node[Size.nodes + 1] = {}, load[Size.loads + 1] = {};
  for (int l = 0; l < Part.loads; ++l) {
    load[part.loads[l]] = l;
    r.loads[l] = d.loads[part.loads[l]];
  }
  for (int i = 0; i < Part.nodes; ++i) {
    node[part.nodes[i]] = i;
    r.nodes[i] = d.nodes[part.nodes[i]];
    for (std::int16_t& in : r.nodes[i].in)
      if (in >= 0) in = static_cast<std::int16_t>(node[in]);
    if (r.nodes[i].op == kernel_op::load) r.nodes[i].payload = load[r.nodes[i].payload];
  }
  for (int s = 0; s < Part.stores; ++s) {
    r.stores[s] = d.stores[part.stores[s]];
    r.stores[s].value = static_cast<std::int16_t>(node[r.stores[s].value]);
  }
  return r;
}
template <class D, int Product>
struct PartOf {
  static constexpr auto part = part_of_product(D::descriptor, Product);
  static constexpr auto descriptor = descriptor_of_part<part.size>(D::descriptor, part);
};

/// The number of products that a kernel is made of.
template <class D>
inline constexpr int products = [] {
  int n = 0;
  if (D::kind == KernelKind::matmul)
    for (int i = 0; i < D::size.nodes; ++i) n += D::nodes[i].op == kernel_op::folded ? 1 : 0;
  return n;
}();

/// All products at once, where the sums of all fit the registers: none waits for its own multiply-adds. Sums are added in the
/// order of each product alone.
template <class D>
class JoinedProducts {
  using Alone = Described<PartOf<D, 0>::descriptor>;
  using C = Contraction<Alone>;
  using T = typename C::T;
  static constexpr int count = products<D>, rows = C::m, columns = C::n, k = C::k, N = D::lanes_for(columns);
  static constexpr int vectors = (columns + N - 1) / N;
  static constexpr int registers = simd::native_lanes<float> >= 16 ? 32 : 16;
  /// A single row has several sets of sums in turns (kernel/row_product.hpp).
  static constexpr int sets = rows == 1 ? RowProduct<Alone, C::n_axis, C::m_axis>::sets : 1;
  static constexpr RowForm form = RowProduct<Alone, C::n_axis, C::m_axis>::form;
  static constexpr bool keeps_order = rows > 1 || form == RowForm::sets || (form != RowForm::flat && sets == 1);

 public:
  static constexpr bool
      fits = std::is_same_v<typename D::Primary, T> && C::K == D::kept && C::form == C::along_n && N > 1 && keeps_order &&
             (columns % N == 0 || N == simd::native_lanes<T>) && count* sets* rows* vectors + vectors + 2 <= registers;

  TENON_INLINE static void run(typename D::Pointers const& p) {
    static constexpr Products all = operands();
    constexpr auto& left = D::loads[all.left[0]].stride;
    constexpr std::ptrdiff_t next_k = left[C::K], next_row = left[C::m_axis], step = D::loads[all.right[0]].stride[C::K];
    L acc[sets][count][rows][vectors];
    for_each_sum([&](int s, int f, int r, int v) TENON_INLINE_LAMBDA { acc[s][f][r][v] = L(T(0)); });
    auto add = [&](int s, std::ptrdiff_t i) TENON_INLINE_LAMBDA {
      auto scalar = [&](int f, int r) TENON_INLINE_LAMBDA {
        return L(reinterpret_cast<T const*>(p.load[all.left[f]])[i * next_k + r * next_row]);
      };
      [[maybe_unused]] L common[rows];
      if constexpr (shares_left)
#pragma GCC unroll 16
        for (int r = 0; r < rows; ++r) common[r] = scalar(0, r);
#pragma GCC unroll 4
      for (int f = 0; f < count; ++f) {
        T const* const matrix = reinterpret_cast<T const*>(p.load[all.right[f]]) + i * step;
        L b[vectors];
#pragma GCC unroll 16
        for (int v = 0; v < vectors; ++v) b[v] = L::load(matrix + column(v));
#pragma GCC unroll 16
        for (int r = 0; r < rows; ++r) {
          L a;
          if constexpr (shares_left)
            a = common[r];
          else
            a = scalar(f, r);
#pragma GCC unroll 16
          for (int v = 0; v < vectors; ++v) acc[s][f][r][v] = fma(a, b[v], acc[s][f][r][v]);
        }
      }
    };
    constexpr int whole = k - k % sets;
    for (int i = 0; i < whole; i += sets) {
#pragma GCC unroll 8
      for (int s = 0; s < sets; ++s) add(s, i + s);
    }
#pragma GCC unroll 8
    for (int i = whole; i < k; ++i) add(i - whole, i);
#pragma GCC unroll 4
    for (int half = sets / 2; half > 0; half /= 2)
      for_each_sum([&](int s, int f, int r, int v) TENON_INLINE_LAMBDA {
        if (s < half) acc[s][f][r][v] = acc[s][f][r][v] + acc[s + half][f][r][v];
      });
    finish(p, acc[0]);
  }

 private:
  using L = simd::lane<T, N>;
  using After = Evaluate<true, C::n_axis, D, N>;
  /// The node, and the numbers of the operands, of each product.
  struct Products {
    int node[count] = {}, left[count] = {}, right[count] = {};
  };
  static constexpr Products operands() {
    Products r;
    for (int i = 0, n = 0; i < D::size.nodes; ++i) {
      if (D::nodes[i].op != kernel_op::folded) continue;
      r.node[n] = i;
      r.left[n] = int(D::nodes[D::nodes[i].in[0]].payload);
      r.right[n++] = int(D::nodes[D::nodes[i].in[1]].payload);
    }
    return r;
  }
  /// Scalars of rows times all matrices are read once, if they stay in registers.
  static constexpr bool shares_left = [] {
    Products const all = operands();
    for (int f = 1; f < count; ++f)
      if (all.left[f] != all.left[0]) return false;
    return count * sets * rows * vectors + rows + vectors <= registers;
  }();
  /// The last vector overlaps its neighbour where the lanes do not divide the columns.
  static constexpr std::ptrdiff_t column(int v) { return v == vectors - 1 ? columns - N : v * N; }
  template <class F>
  TENON_INLINE static void for_each_sum(F const& f) {
#pragma GCC unroll 8
    for (int s = 0; s < sets; ++s)
#pragma GCC unroll 4
      for (int product = 0; product < count; ++product)
#pragma GCC unroll 16
        for (int r = 0; r < rows; ++r)
#pragma GCC unroll 16
          for (int v = 0; v < vectors; ++v) f(s, product, r, v);
  }
  template <int... F>
  TENON_INLINE static void set_folded(typename After::Here& here, L const (*acc)[rows][vectors], int r, int v,
                                      std::integer_sequence<int, F...>) {
    constexpr Products all = operands();
    ((After::template folded<all.node[F]>(here) = acc[F][r][v]), ...);
  }
  /// What follows, row by row, all values before the first store.
  TENON_INLINE static void finish(typename D::Pointers q, L const (*acc)[rows][vectors]) {
    auto const invariants = After::invariants(q);
#pragma GCC unroll 16
    for (int r = 0; r < rows; ++r) {
      auto const row = After::row(invariants, q);
      typename After::Here here[vectors];
#pragma GCC unroll 16
      for (int v = 0; v < vectors; ++v) {
        set_folded(here[v], acc, r, v, std::make_integer_sequence<int, count>{});
        After::here(here[v], invariants, row, q, column(v));
      }
#pragma GCC unroll 16
      for (int v = 0; v < vectors; ++v) After::store(here[v], invariants, row, q, column(v));
      advance<D, C::m_axis>(q);
    }
  }
};

/// Runs product by product what does not fit; `Run::run<descriptor>` runs one.
template <class D, class Run, int Product = 0>
TENON_INLINE void run_apart(std::byte* const* memory) {
  if constexpr (Product < products<D>) {
    using Part = PartOf<D, Product>;
    constexpr int loads = Part::part.size.loads, stores = Part::part.size.stores;
    std::byte* at[loads + stores];
    for (int i = 0; i < loads; ++i) at[i] = memory[Part::part.loads[i]];
    for (int i = 0; i < stores; ++i) at[loads + i] = memory[D::size.loads + Part::part.stores[i]];
    Run::template run<Part::descriptor>(at);
    run_apart<D, Run, Product + 1>(memory);
  }
}

}  // namespace detail

/// The products of a kernel, all at once or one after the other.
template <class D, class Run>
TENON_LAYER void joined_products(std::byte* const* memory) {
  if constexpr (detail::JoinedProducts<D>::fits)
    for_each_index<D, 0, D::kept - 2>(typename D::Pointers(memory), [](typename D::Pointers const& p) TENON_INLINE_LAMBDA {
      detail::JoinedProducts<D>::run(p);
    });
  else
    detail::run_apart<D, Run>(memory);
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
