// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/collapse.hpp>
#include <tenon/graph/lives.hpp>

/// Kernels that walk the same rows run on a few rows after the other while these are in the cache, instead of each on all of
/// them: those of a softmax or a normalisation; the products of an attention and what stands between them, head by head, and
/// within a head some queries at a time. Which kernels can is read off the plan: the rows of one must touch no other rows of
/// another. Nothing changes within a row, so the results are the same. Intermediate values that only these kernels use take the
/// memory of a few rows, over and over: the scores of an attention are never all there.
namespace tenon::detail {

/// Programs of more kernels than this take the pointers of their kernels from a table, or compile time would grow with the
/// program; they run kernel by kernel.
inline constexpr int straight_line_kernels = 64;

/// What a processor's caches hold with room to spare.
struct BlockBytes {
  std::int64_t near = 24 * 1024;        ///< the first cache, of the rows at work; less in all is not worth a loop
  std::int64_t least = 1024;            ///< rows that are worth one
  std::int64_t panel = 64 * 1024;       ///< the second, of intermediate values of rows of a product
  std::int64_t least_saved = 8 * 1024;  ///< workspace that is worth cutting products into single ones
  std::int32_t fewest_rows = 8;         ///< of a product: each pass over its other operand needs some; at least 2
};

class RowBlocks {
 public:
  constexpr explicit RowBlocks(PlanDraft& plan, BlockBytes const& bytes = {})
      : plan_(plan), bytes_(bytes), first_(plan.buffers.size(), -1), last_(plan.buffers.size(), -1), uses_(plan.buffers.size()),
        counted_(plan.buffers.size(), Count{}) {}

  constexpr void run() {
    int const n = plan_.kernels.size();
    if (n < 2 || n > straight_line_kernels) return;
    for (int k = 0; k < n; ++k)
      for (int i = 0; i < accesses(k); ++i) {
        int const b = access(k, i).buffer;
        if (first_.items[b] < 0) first_.items[b] = k;
        last_.items[b] = k;
      }
    nest(0, n, 0);
  }

 private:
  /// Compilers limit the steps of a constant expression; longer chains are several blocks.
  static constexpr int most_kernels = 16;

  /// What the contractions of a block make of its rows: there are none; each row is a product of its own; rows of one product.
  enum class Form { rows, products, rows_of_product };
  /// `count` kernels, `rows` at a time of `extent` rows; a count of 0 is no block.
  struct Block {
    int count = 0;
    std::int32_t extent = 0, rows = 0;
    std::int64_t saved = 0;
  };
  /// How the kernels of a block use a buffer.
  struct Use {
    int block = 0;
    bool written = false, alike = false;
    std::int64_t offset = 0, span = 0;
  };
  struct Count {
    int block = 0;
    std::int64_t offset = 0;
  };

  PlanDraft& plan_;
  BlockBytes bytes_;
  List<std::int32_t> first_, last_;  ///< of a buffer: the kernels that use it
  List<Use> uses_;                   ///< of a buffer, in the block at hand
  List<Count> counted_;
  int block_ = 0, count_ = 0;

  constexpr Kernel& kernel(int k) { return plan_.kernels.items[k]; }
  constexpr int accesses(int k) { return kernel(k).loads.length + kernel(k).stores.length; }
  constexpr bool is_store(int k, int i) { return i >= kernel(k).loads.length; }
  constexpr Access& access(int k, int i) {
    Kernel& h = kernel(k);
    return i < h.loads.length ? h.loads.items[i] : h.stores.items[i - h.loads.length];
  }
  static constexpr std::int64_t size(Access const& a) { return static_cast<std::int64_t>(size_of(a.dtype)); }
  /// Bytes from the first element of a step of the leading axis to the end of its last.
  constexpr std::int64_t width(int k, Access const& a) {
    std::int64_t elements = 1;
    for (int i = 1; i < a.strides.rank; ++i) elements += std::int64_t(kernel(k).space.extent[i] - 1) * a.strides.extent[i];
    return elements * size(a);
  }
  /// Bytes that an access moves in all along the leading axis.
  constexpr std::int64_t span(int k, Access const& a) {
    return std::int64_t(a.strides.extent[0]) * kernel(k).space.extent[0] * size(a);
  }

  constexpr Form form_of(int k) {
    if (kernel(k).kind != KernelKind::matmul) return Form::rows;
    return kernel(k).kept > 2 ? Form::products : Form::rows_of_product;
  }
  /// Whether a kernel can be cut along its leading axis, and writes no variable, which other operands might be. Of contractions
  /// those of floats without windows; where the axis is none of the product, both of its operands must move along it.
  constexpr bool walks_rows(int k) {
    Kernel const& h = kernel(k);
    if (h.kept < 1 || h.space.extent[0] < 2) return false;
    if (h.kind == KernelKind::matmul) {
      if (h.trim_count != 0 || h.kept < 2 || !is_floating(h.stores.items[0].dtype)) return false;
      if (h.kept > 2)
        for (KernelNode const& n : h.nodes)
          if (n.op == kernel_op::folded)
            for (int side = 0; side < 2; ++side)
              if (h.loads.items[h.nodes.items[n.in[side]].payload].strides.extent[0] == 0) return false;
    } else if (h.kind != KernelKind::map && h.kind != KernelKind::reduce)
      return false;
    for (int i = 0; i < accesses(k); ++i) {
      Access const& a = access(k, i);
      for (int x = 0; x < a.strides.rank; ++x)
        if (a.strides.extent[x] < 0) return false;
      if (is_store(k, i) && (plan_.buffers.items[a.buffer].where == Buffer::leaf || a.strides.extent[0] * size(a) < width(k, a)))
        return false;
    }
    return true;
  }
  /// Whether what a kernel shares with the block at hand, if either writes it, are equal rows.
  constexpr bool fits(int k) {
    for (int i = 0; i < accesses(k); ++i) {
      Access const& a = access(k, i);
      Use const& u = uses_.items[a.buffer];
      if (u.block != block_ || !(u.written || is_store(k, i))) continue;
      if (!u.alike || !is_alike(k, a) || u.offset != a.offset * size(a) || u.span != span(k, a)) return false;
    }
    return true;
  }
  constexpr bool is_alike(int k, Access const& a) { return width(k, a) <= a.strides.extent[0] * size(a); }
  constexpr void enter(int k) {
    for (int i = 0; i < accesses(k); ++i) {
      Access const& a = access(k, i);
      Use& u = uses_.items[a.buffer];
      if (u.block != block_) u = {block_, false, is_alike(k, a), a.offset * size(a), span(k, a)};
      u.written = u.written || is_store(k, i);
      u.alike = u.alike && is_alike(k, a) && u.offset == a.offset * size(a) && u.span == span(k, a);
    }
  }
  /// Whether a buffer of the block at hand holds rows of it and is used by nobody else.
  constexpr bool is_local(int first, int count, int buffer) {
    Buffer const& b = plan_.buffers.items[buffer];
    Use const& u = uses_.items[buffer];
    return b.where == Buffer::workspace && first_.items[buffer] >= first && last_.items[buffer] < first + count && u.alike &&
           u.offset == 0 && u.span == b.bytes;
  }

  /// The best block that begins with a kernel.
  constexpr Block block_at(int first, int last) {
    Block best;
    if (!walks_rows(first)) return best;
    ++block_;
    std::int32_t extent = kernel(first).space.extent[0];
    Form form = form_of(first);
    enter(first);
    int count = 1;
    for (; count < most_kernels && first + count < last; ++count) {
      int const k = first + count;
      if (!walks_rows(k) || !fits(k)) break;
      std::int32_t const own = kernel(k).space.extent[0];
      if (own % extent != 0 && extent % own != 0) break;
      Form const other = form_of(k);
      if (other != Form::rows && form != Form::rows && other != form) break;
      if (own < extent || (form == Form::rows && other != form)) consider(best, first, count, extent, form);
      if (own < extent) extent = own;
      if (other != Form::rows) form = other;
      enter(k);
    }
    consider(best, first, count, extent, form);
    return best;
  }
  /// Takes a block instead of another if it pays, and saves more memory.
  constexpr void consider(Block& best, int first, int count, std::int32_t extent, Form form) {
    if (count < 2) return;
    ++count_;
    std::int64_t shared = 0, row = 0, saved = 0;
    for (int k = first; k < first + count; ++k)
      for (int i = 0; i < accesses(k); ++i) {
        Access const& a = access(k, i);
        Count& c = counted_.items[a.buffer];
        if (c.block == count_ && c.offset == a.offset) continue;
        if (c.block != count_ && is_local(first, count, a.buffer)) saved += plan_.buffers.items[a.buffer].bytes;
        c = {count_, a.offset};
        std::int64_t const step = a.strides.extent[0] * size(a);
        (step == 0 ? shared : row) += step * (kernel(k).space.extent[0] / extent - 1) + width(k, a);
      }
    std::int64_t const all = shared + row * extent;
    Block b{count, extent, 1, saved};
    bool pays = false;
    if (form == Form::rows_of_product) {
      // Every pass over the other operands must do for rows enough, and be little beside what no longer goes to memory.
      b.rows = most_rows(extent, saved / extent, bytes_.panel);
      pays = b.rows >= bytes_.fewest_rows && b.rows < extent && saved >= 2 * bytes_.panel && saved >= all - saved;
    } else {
      b.rows = most_rows(extent, row, bytes_.near - shared);
      pays = all > bytes_.near && row * b.rows >= bytes_.least;
      if (form == Form::rows)  // a row that fills the cache on its own gains nothing
        pays = pays && shared + row * b.rows <= 2 * bytes_.near;
      else
        pays = pays && saved - saved / extent * b.rows >= bytes_.least_saved;
    }
    if (pays && (best.count == 0 || saved > best.saved)) best = b;
  }
  /// The most rows that divide all of them, but not all, and take no more than so many bytes; 1 if none do.
  static constexpr std::int32_t most_rows(std::int32_t extent, std::int64_t row, std::int64_t bytes) {
    std::int32_t best = 1;
    for (std::int32_t rows = 2; rows <= extent / 2 && row * rows <= bytes; ++rows)
      if (extent % rows == 0) best = rows;
    return best;
  }

  /// Finds blocks among kernels, and in these others, which the outer loops repeat.
  constexpr void nest(int first, int last, int level) {
    for (int k = first; k < last;) {
      Block const b = level < max_nest ? block_at(k, last) : Block{};
      if (b.count == 0) {
        ++k;
        continue;
      }
      if (level == 0) {
        PlanDraft before = plan_;
        split(k, b, level);
        nest(k, k + b.count, level + 1);
        if (bytes_in_use(plan_) > bytes_in_use(before)) {  // kernels that take turns need their operands at once
          plan_ = static_cast<PlanDraft&&>(before);
          ++k;
          continue;
        }
      } else {
        split(k, b, level);
        nest(k, k + b.count, level + 1);
      }
      k += b.count;
    }
  }
  static constexpr std::int64_t bytes_in_use(PlanDraft const& plan) { return most_in_use(lives_of(plan), plan.kernels.size()); }
  /// Makes a block: its kernels do a few rows.
  constexpr void split(int first, Block const& b, int level) {
    ++block_;
    for (int k = first; k < first + b.count; ++k) enter(k);
    List<std::int32_t> locals;
    ++count_;
    for (int k = first; k < first + b.count; ++k)
      for (int i = 0; i < accesses(k); ++i) {
        Access& a = access(k, i);
        Count& c = counted_.items[a.buffer];
        bool const is_new = c.block != count_;
        if (is_new) c = {count_, is_local(first, b.count, a.buffer) ? 1 : 0};
        if (is_new && c.offset == 1) locals.push_back(a.buffer);
        a.steps[level] = c.offset == 1 ? 0 : a.strides.extent[0] * (kernel(k).space.extent[0] / b.extent * b.rows);
      }
    for (std::int32_t const buffer : locals)
      plan_.buffers.items[buffer].bytes = plan_.buffers.items[buffer].bytes / b.extent * b.rows;
    for (int k = first; k < first + b.count; ++k) {
      Kernel& h = kernel(k);
      h.loops[level] = {k == first ? b.count : 0, b.extent / b.rows};
      h.space.extent[0] = h.space.extent[0] / b.extent * b.rows;
      if (h.space.extent[0] == 1 && h.kept > (h.kind == KernelKind::matmul ? 2 : 1)) drop_leading_axis(h);
    }
  }
  static constexpr void drop_leading_axis(Kernel& h) {
    auto shift = [](Dims& d) {
      for (int i = 0; i + 1 < d.rank; ++i) d.extent[i] = d.extent[i + 1];
      d.extent[--d.rank] = 0;
    };
    for (Access& a : h.loads) shift(a.strides);
    for (Access& a : h.stores) shift(a.strides);
    shift(h.space);
    --h.kept;
  }
};

}  // namespace tenon::detail
