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

/// Compilers limit the steps of a constant expression: larger programs have no blocks.
inline constexpr int most_kernels_for_blocks = 160;

/// What a processor's caches hold with room to spare.
struct BlockBytes {
  std::int64_t near = 24 * 1024;        ///< the first cache, of the rows at work; less in all is not worth a loop
  std::int64_t least = 1024;            ///< rows that are worth one
  std::int64_t panel = 80 * 1024;       ///< the second, of intermediate values of rows of a product
  std::int64_t least_saved = 8 * 1024;  ///< workspace that is worth cutting products into single ones
  std::int32_t fewest_rows = 8;         ///< of a product: each pass over its other operand needs some; at least 2
};

class RowBlocks {
 public:
  constexpr explicit RowBlocks(PlanDraft& plan, BlockBytes const& bytes = {}) : plan_(plan), bytes_(bytes) {}

  constexpr void run() {
    int const n = plan_.kernels.size();
    if (n < 2 || n > most_kernels_for_blocks) return;
    kernels_ = List<Steps>(n);
    int candidates = 0, count = 0;
    for (int k = 0; k < n; ++k) {
      Kernel const& h = plan_.kernels.items[k];
      kernels_.items[k].begin = count;
      count += h.loads.length + h.stores.length;
      kernels_.items[k].end = count;
      candidates += walks_rows(h);
    }
    if (candidates < 2) return;
    uses_ = List<Use>(count);
    buffers_ = List<InBlock>(plan_.buffers.size());
    for (int k = 0; k < n; ++k) {
      look_at(k);
      for (int i = kernels_.items[k].begin; i < kernels_.items[k].end; ++i) {
        InBlock& b = buffers_.items[uses_.items[i].buffer];
        if (b.first < 0) b.first = k;
        b.last = k;
      }
    }
    in_use_ = most_in_use(lives_of(plan_), n);
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
    std::int64_t left = 0, saved = 0;  ///< bytes that it leaves to others; of what it alone uses, but for these
  };
  /// A kernel along its leading axis, if it can be cut there.
  struct Steps {
    std::int32_t begin = 0, end = 0, extent = 0;
    Form form = Form::rows;
    bool can = false;
  };
  /// An access along the leading axis, in bytes: from one step to the next, in all, and those of a step that are touched.
  struct Use {
    std::int32_t buffer = 0;
    bool is_store = false, lies_apart = false;
    std::int64_t offset = 0, step = 0, span = 0, touched = 0;
  };
  /// A buffer: the kernels that use it, and how those of the block at hand do.
  struct InBlock {
    std::int32_t first = -1, last = -1;
    int block = 0, counted = 0;
    bool written = false, rows = false;  ///< each row by itself, the same ones in all of them
    std::int64_t offset = 0, span = 0, offset_counted = 0;
  };

  PlanDraft& plan_;
  BlockBytes bytes_;
  List<Steps> kernels_;
  List<Use> uses_;
  List<InBlock> buffers_;
  int block_ = 0, count_ = 0;
  std::int64_t in_use_ = 0;  ///< by the plan without blocks, at once

  // ---- What a kernel does along its leading axis

  /// Whether a kernel can be cut along its leading axis. Of contractions those of floats without windows; where the axis is none
  /// of the product, both of its operands must move along it.
  static constexpr bool walks_rows(Kernel const& h) {
    if (h.kept < 1 || h.space.extent[0] < 2) return false;
    if (h.kind == KernelKind::map || h.kind == KernelKind::reduce) return true;
    if (h.kind != KernelKind::matmul || h.trim_count != 0 || h.kept < 2 || !is_floating(h.stores.items[0].dtype)) return false;
    if (h.kept > 2)
      for (KernelNode const& n : h.nodes)
        if (n.op == kernel_op::folded)
          for (int side = 0; side < 2; ++side)
            if (h.loads.items[h.nodes.items[n.in[side]].payload].strides.extent[0] == 0) return false;
    return true;
  }
  /// Works it out. A kernel that writes a variable is left alone: other operands might be that.
  constexpr void look_at(int k) {
    Kernel const& h = plan_.kernels.items[k];
    Steps& s = kernels_.items[k];
    s.can = walks_rows(h);
    s.extent = h.space.extent[0];
    s.form = h.kind != KernelKind::matmul ? Form::rows : h.kept > 2 ? Form::products : Form::rows_of_product;
    for (int i = s.begin; i < s.end; ++i) {
      bool const is_store = i - s.begin >= h.loads.length;
      Access const& a = is_store ? h.stores.items[i - s.begin - h.loads.length] : h.loads.items[i - s.begin];
      Use& u = uses_.items[i];
      u.buffer = a.buffer;
      if (!s.can) continue;
      std::int64_t const size = static_cast<std::int64_t>(size_of(a.dtype));
      std::int64_t width = 1, elements = 1;
      for (int x = 1; x < a.strides.rank; ++x) {
        std::int32_t const stride = a.strides.extent[x];
        if (stride == 0) continue;
        if (stride < 0) s.can = false;
        width += std::int64_t(h.space.extent[x] - 1) * stride;
        elements *= h.space.extent[x];
      }
      std::int32_t const step = a.strides.extent[0];
      u = {a.buffer, is_store, step >= width, a.offset * size, step * size, step * size * s.extent, 0};
      u.touched = size * (elements < width ? elements : width);  // heads may lie side by side
      if (step < 0 || (is_store && plan_.buffers.items[a.buffer].where == Buffer::leaf)) s.can = false;
      if (is_store && !u.lies_apart && !has_one_index(h, a)) s.can = false;
    }
  }
  /// Whether every element of an access has one index: then no two steps along an axis touch the same, though they interleave.
  static constexpr bool has_one_index(Kernel const& h, Access const& a) {
    for (int i = 0; i < a.strides.rank; ++i) {
      std::int64_t below = 0;
      if (h.space.extent[i] == 1) continue;
      for (int j = 0; j < a.strides.rank; ++j)
        if (j != i && a.strides.extent[j] <= a.strides.extent[i])
          below += std::int64_t(a.strides.extent[j]) * (h.space.extent[j] - 1);
      if (below >= a.strides.extent[i]) return false;
    }
    return true;
  }

  // ---- Blocks

  /// Whether what a kernel shares with the block at hand, if either writes it, are equal rows.
  constexpr bool fits(int k) const {
    for (int i = kernels_.items[k].begin; i < kernels_.items[k].end; ++i) {
      Use const& u = uses_.items[i];
      InBlock const& b = buffers_.items[u.buffer];
      if (b.block == block_ && (b.written || u.is_store) && !(b.rows && u.lies_apart && b.offset == u.offset && b.span == u.span))
        return false;
    }
    return true;
  }
  constexpr void enter(int k) {
    for (int i = kernels_.items[k].begin; i < kernels_.items[k].end; ++i) {
      Use const& u = uses_.items[i];
      InBlock& b = buffers_.items[u.buffer];
      if (b.block != block_) {
        b.block = block_;
        b.written = u.is_store;
        b.rows = u.lies_apart;
        b.offset = u.offset;
        b.span = u.span;
      } else {
        b.written = b.written || u.is_store;
        b.rows = b.rows && u.lies_apart && b.offset == u.offset && b.span == u.span;
      }
    }
  }
  /// Whether a buffer of the block at hand holds rows of it and is used by nobody else.
  constexpr bool is_local(int first, int count, int buffer) const {
    InBlock const& b = buffers_.items[buffer];
    Buffer const& memory = plan_.buffers.items[buffer];
    return b.first >= first && b.last < first + count && b.rows && memory.where == Buffer::workspace && b.offset == 0 &&
           b.span == memory.bytes;
  }

  /// The best block that begins with a kernel.
  constexpr Block block_at(int first, int last, int level) {
    Block best;
    if (!kernels_.items[first].can) return best;
    ++block_;
    std::int32_t extent = kernels_.items[first].extent;
    Form form = kernels_.items[first].form;
    enter(first);
    int count = 1;
    for (; count < most_kernels && first + count < last; ++count) {
      Steps const& next = kernels_.items[first + count];
      if (!next.can || (next.extent % extent != 0 && extent % next.extent != 0)) break;
      if (next.form != Form::rows && form != Form::rows && next.form != form) break;
      if (!fits(first + count)) break;
      if (next.extent < extent || (form == Form::rows && next.form != form)) consider(best, first, count, extent, form, level);
      if (next.extent < extent) extent = next.extent;
      if (next.form != Form::rows) form = next.form;
      enter(first + count);
    }
    // Where a long one needs too much memory at once a shorter one may not; one that had to end ends where it
    // leaves least.
    int const least = count == most_kernels ? count / 2 : count;
    for (bool grows = true; (grows || count >= least) && count > 1; --count)
      grows = consider(best, first, count, extent, form, level);
    return best;
  }
  /// Takes a block instead of another if it pays, and saves more memory. Returns whether it would but for what it needs at once.
  constexpr bool consider(Block& best, int first, int count, std::int32_t extent, Form form, int level) {
    if (count < 2) return false;
    ++count_;
    std::int64_t shared = 0, row = 0, saved = 0, left = 0;
    for (int k = first; k < first + count; ++k)
      for (int i = kernels_.items[k].begin; i < kernels_.items[k].end; ++i) {
        Use const& u = uses_.items[i];
        InBlock& b = buffers_.items[u.buffer];
        if (b.counted == count_ && b.offset_counted == u.offset) continue;
        if (b.counted != count_ && is_local(first, count, u.buffer))
          saved += plan_.buffers.items[u.buffer].bytes;
        else if (b.counted != count_ && b.first >= first && plan_.buffers.items[u.buffer].where == Buffer::workspace)
          left += plan_.buffers.items[u.buffer].bytes;
        b.counted = count_;
        b.offset_counted = u.offset;
        if (u.step == 0)
          shared += u.touched;
        else
          row += u.touched * (kernels_.items[k].extent / extent);
      }
    std::int64_t const all = shared + row * extent;
    Block b{count, extent, 1, left, saved - left};
    bool pays = false;
    if (form == Form::rows_of_product) {
      // Every pass over the other operands must do for rows enough, and be little beside what no longer goes to memory.
      b.rows = most_rows(extent, saved / extent, bytes_.panel);
      pays = b.rows >= bytes_.fewest_rows && b.rows < extent && saved >= 2 * bytes_.panel && saved >= all - saved;
    } else if (all > bytes_.near) {
      b.rows = most_rows(extent, row, bytes_.near - shared);
      if (form == Form::rows)  // a row that fills the cache on its own gains nothing
        pays = shared + row * b.rows <= 2 * bytes_.near && row * b.rows >= bytes_.least;
      else
        pays = saved - saved / extent * b.rows >= bytes_.least_saved && row * b.rows >= bytes_.least;
    }
    if (!pays || (best.count != 0 && !(best.count > count ? left < best.left : b.saved > best.saved))) return false;
    if (level == 0 && grows(first, b)) return true;
    best = b;
    return false;
  }
  /// The most rows that divide all of them, but not all, and take no more than so many bytes; 1 if none do.
  static constexpr std::int32_t most_rows(std::int32_t extent, std::int64_t row, std::int64_t bytes) {
    std::int32_t best = 1;
    for (std::int32_t rows = 2; rows <= extent / 2 && row * rows <= bytes; ++rows)
      if (extent % rows == 0) best = rows;
    return best;
  }
  /// Whether more memory would be in use at once: kernels that take turns need their operands and results all the time.
  constexpr bool grows(int first, Block const& block) const {
    std::int64_t all_the_time = 0, change[most_kernels + 1] = {};
    for (int i = 0; i < buffers_.length; ++i) {
      InBlock const& b = buffers_.items[i];
      Buffer const& memory = plan_.buffers.items[i];
      if (memory.where != Buffer::workspace || b.first < 0 || b.first >= first + block.count || b.last < first) continue;
      if (b.block == block_ && is_local(first, block.count, i)) {
        std::int64_t const bytes = padded_bytes(memory.bytes / block.extent * block.rows);
        change[b.first - first] += bytes;
        change[b.last - first + 1] -= bytes;
      } else
        all_the_time += padded_bytes(memory.bytes);
    }
    std::int64_t now = all_the_time;
    for (int k = 0; k < block.count; ++k)
      if (now += change[k]; now > in_use_) return true;
    return false;
  }

  /// Finds blocks among kernels, and in these others, which the outer loops repeat.
  constexpr void nest(int first, int last, int level) {
    for (int k = first; k < last;) {
      Block const b = block_at(k, last, level);
      if (b.count != 0) {
        split(k, b, level);
        if (level + 1 < max_nest) nest(k, k + b.count, level + 1);
      }
      k += b.count == 0 ? 1 : b.count;
    }
  }
  /// Makes a block: its kernels do a few rows.
  constexpr void split(int first, Block const& block, int level) {
    ++block_;
    ++count_;
    for (int k = first; k < first + block.count; ++k) enter(k);
    for (int k = first; k < first + block.count; ++k) {
      Kernel& h = plan_.kernels.items[k];
      std::int32_t const rows = h.space.extent[0] / block.extent * block.rows;
      auto move = [&](Access& a) { a.steps[level] = is_local(first, block.count, a.buffer) ? 0 : a.strides.extent[0] * rows; };
      for (Access& a : h.loads) move(a);
      for (Access& a : h.stores) move(a);
      h.loops[level] = {k == first ? block.count : 0, block.extent / block.rows};
      h.space.extent[0] = rows;
    }
    for (int k = first; k < first + block.count; ++k)
      for (int i = kernels_.items[k].begin; i < kernels_.items[k].end; ++i) {
        InBlock& b = buffers_.items[uses_.items[i].buffer];
        if (b.counted == count_ || !is_local(first, block.count, uses_.items[i].buffer)) continue;
        b.counted = count_;
        b.rows = false;  // until the next block
        std::int64_t& bytes = plan_.buffers.items[uses_.items[i].buffer].bytes;
        bytes = bytes / block.extent * block.rows;
      }
    for (int k = first; k < first + block.count; ++k) {
      Kernel& h = plan_.kernels.items[k];
      if (h.space.extent[0] == 1 && h.kept > (h.kind == KernelKind::matmul ? 2 : 1)) drop_leading_axis(h);
      look_at(k);
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
