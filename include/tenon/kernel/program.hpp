// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/row_blocks.hpp>
#include <tenon/kernel/map.hpp>
#include <tenon/kernel/matmul.hpp>
#include <tenon/kernel/reduce.hpp>
#include <tenon/kernel/region.hpp>
#include <tenon/kernel/routine.hpp>
#if TENON_PARALLEL
#include <tenon/kernel/split.hpp>
#endif

namespace tenon::kernel {
inline namespace TENON_ISA {

#if TENON_PARALLEL
/// The one symbol of a kernel's chunks; a last, shorter one is another.
struct ExecuteChunk {
  template <auto D>
  TENON_FLATTEN [[gnu::noinline]] static void run(std::byte* const* memory);
};
#endif

template <class D>
TENON_FLATTEN TENON_LAYER void execute_inline(std::byte* const* memory) {
#if TENON_PARALLEL
  constexpr bool is_cut = split<D>.count > 1;
#else
  constexpr bool is_cut = false;
#endif
  if constexpr (is_cut) {
#if TENON_PARALLEL
    run_split<D, ExecuteChunk>(memory);
#endif
  } else if constexpr (D::kind == KernelKind::map)
    map<D>(memory);
  else if constexpr (D::kind == KernelKind::reduce)
    reduce<D>(memory);
  else if constexpr (D::kind == KernelKind::matmul)
    matmul<D>(memory);
  else
    routine<D>(memory);
}

/// The one symbol of a kernel: whatever programs contain an equal kernel call this.
template <auto D>
TENON_FLATTEN [[gnu::noinline]] void execute(std::byte* const* memory) {
  execute_inline<Described<D>>(memory);
}

#if TENON_PARALLEL
template <auto D>
TENON_FLATTEN [[gnu::noinline]] void ExecuteChunk::run(std::byte* const* memory) {
  execute_inline<Chunk<D>>(memory);
}
#endif

/// Where an operand lies: bytes from a pointer of the memory that a program is given.
struct OperandPlace {
  std::int32_t memory;
  std::ptrdiff_t offset;
};
constexpr OperandPlace place_of(Slot const& s, int leaves, int outputs) {
  int const base = s.where == Buffer::leaf ? s.index : s.where == Buffer::output ? leaves + s.index : leaves + outputs;
  return {base, static_cast<std::ptrdiff_t>(s.offset)};
}

/// The program of a graph: `Source::graph` is a constant Graph. All that is left for run time is to call the kernels
/// with pointers at constant offsets.
template <class Source>
struct Program {
  static constexpr PlanSize plan_size = Planned<Source>::size;
  static constexpr auto& plan = Planned<Source>::plan;

  static constexpr int leaves = Source::graph.view().leaf_count, outputs = Source::graph.view().output_count;
  static constexpr std::size_t workspace_bytes = static_cast<std::size_t>(plan.workspace_bytes);
  static constexpr int kernels = plan_size.kernels;

  /// Runs the program. `memory` holds a pointer for every leaf, then for every output (unused for those that update a
  /// leaf), then to `workspace_bytes` bytes aligned to 64.
  TENON_INLINE static void run([[maybe_unused]] std::byte* const* memory) {
    if constexpr (kernels == 1)
      step<0>(memory, std::make_integer_sequence<int, accesses<0>>{});
    else if constexpr (kernels <= straight_line_kernels)
      run_straight(memory);
    else
      run_table(memory);
  }

 private:
  using Whole = typename tenon::detail::WholeOf<Source>::type;

  static constexpr int straight_line_kernels = tenon::detail::straight_line_kernels;

  static constexpr OperandPlace place(int access) { return place_of(plan.slots[access], leaves, outputs); }
  /// The descriptor of one of the plan's different kernels: equal kernels are instantiated, and looked up, once.
  template <int Distinct>
  static constexpr auto descriptor =
      tenon::detail::descriptor_of<plan.kernels[plan.distinct[Distinct]].size>(plan, plan.distinct[Distinct]);

  template <int I, int... A>
  TENON_INLINE static void step(std::byte* const* memory, std::integer_sequence<int, A...>) {
    constexpr int first = plan.kernels[I].first_access;
    std::byte* const operands[] = {memory[place(first + A).memory] + place(first + A).offset..., nullptr};
    if constexpr (plan.kernels[I].kind == KernelKind::region)
      RegionRunner<Whole, static_cast<int>(plan.kernels[I].combine)>::run(operands);
    else if constexpr (kernels == 1)
      execute_inline<Described<descriptor<0>>>(operands);
    else
      execute<descriptor<plan.kernels[I].distinct>>(operands);
  }
  template <int I>
  static constexpr int accesses = plan.kernels[I].size.loads + plan.kernels[I].size.stores;

  using Run = void (*)(std::byte* const*);
  template <int Distinct>
  static constexpr Run runner() {
    constexpr auto& k = plan.kernels[plan.distinct[Distinct]];
    if constexpr (k.kind == KernelKind::region)
      return &RegionRunner<Whole, static_cast<int>(k.combine)>::run;
    else
      return &execute<descriptor<Distinct>>;
  }
  struct Table {
    struct Step {
      Run run;
      std::int32_t first, count;
    };
    Step steps[kernels + 1];
    OperandPlace places[plan_size.accesses + 1];
  };
  template <int... Distinct>
  static constexpr Table make_table(std::integer_sequence<int, Distinct...>) {
    Run const runs[] = {runner<Distinct>()...};
    Table t{};
    for (int a = 0; a < plan_size.accesses; ++a) t.places[a] = place(a);
    for (int i = 0; i < kernels; ++i) {
      auto const& k = plan.kernels[i];
      t.steps[i] = {runs[k.distinct], k.first_access, k.size.loads + k.size.stores};
    }
    return t;
  }
  static constexpr int most_accesses = [] {
    int most = 1;
    for (int i = 0; i < kernels; ++i) {
      int const n = plan.kernels[i].size.loads + plan.kernels[i].size.stores;
      most = n > most ? n : most;
    }
    return most;
  }();

  // Where lanes are scalars there is hardly a cache, and code is dear.
  template <int I>
  static constexpr tenon::detail::RowBlock row_block =
      simd::native_lanes<float> == 1 ? tenon::detail::RowBlock{} : tenon::detail::row_block_of<Source, I>;

  /// A kernel with fewer rows.
  template <int I, std::int32_t Rows>
  static constexpr auto some_rows = [] {
    auto d = tenon::detail::descriptor_of<plan.kernels[I].size>(plan, I);
    d.extent[0] = Rows;
    return d;
  }();
  template <int First, int A>
  static constexpr std::ptrdiff_t step_in_block =
      static_cast<std::ptrdiff_t>(tenon::detail::RowBlocks(plan).step_in(First, row_block<First>, A));
  template <int First, int I, int... A>
  TENON_INLINE static void step_rows(std::byte* const* memory, std::ptrdiff_t row, std::integer_sequence<int, A...>) {
    constexpr int first = plan.kernels[I].first_access;
    std::byte* const operands[] = {memory[place(first + A).memory] + place(first + A).offset +
                                   row * step_in_block<First, first + A>...};
    execute<some_rows<I, row_block<First>.rows>>(operands);
  }
  template <int First, int... K>
  TENON_INLINE static void run_rows(std::byte* const* memory, std::integer_sequence<int, K...>) {
    for (std::ptrdiff_t row = 0; row < row_block<First>.extent; row += row_block<First>.rows)
      (step_rows<First, First + K>(memory, row, std::make_integer_sequence<int, accesses<First + K>>{}), ...);
  }

#if TENON_PARALLEL
  template <int A>
  static constexpr std::ptrdiff_t row_step = static_cast<std::ptrdiff_t>(tenon::detail::RowBlocks(plan).row_step(A));
  /// Rows of a chunk that begins with row `begin`: from there on it has the memory that only these kernels use for itself.
  template <int First, int I, int... A>
  TENON_INLINE static void step_chunk(std::byte* const* memory, std::ptrdiff_t row, std::ptrdiff_t begin,
                                      std::integer_sequence<int, A...>) {
    constexpr int first = plan.kernels[I].first_access;
    std::byte* const operands[] = {memory[place(first + A).memory] + place(first + A).offset +
                                   (row - begin) * step_in_block<First, first + A> + begin * row_step<first + A>...};
    execute<some_rows<I, row_block<First>.rows>>(operands);
  }
  template <int First, int... K>
  static void run_rows_split(std::byte* const* memory, std::integer_sequence<int, K...> kernels_of_it) {
    static constexpr Split split =
        detail::split_rows(row_block<First>.extent, row_block<First>.rows,
                           (detail::time_on_one_core<Described<descriptor<plan.kernels[First + K].distinct>>> + ...));
    if constexpr (split.count > 1)
      parallel::for_each_chunk(split.count, [memory](int chunk) {
        std::ptrdiff_t const begin = chunk * static_cast<std::ptrdiff_t>(split.chunk);
        std::ptrdiff_t const end = chunk == split.count - 1 ? begin + split.last : begin + split.chunk;
        for (std::ptrdiff_t row = begin; row < end; row += row_block<First>.rows)
          (step_chunk<First, First + K>(memory, row, begin, std::make_integer_sequence<int, accesses<First + K>>{}), ...);
      });
    else
      run_rows<First>(memory, kernels_of_it);
  }
#endif

  template <int I = 0>
  TENON_INLINE static void run_straight([[maybe_unused]] std::byte* const* memory) {
    if constexpr (I < kernels) {
      if constexpr (row_block<I>.count > 1)
#if TENON_PARALLEL
        run_rows_split<I>(memory, std::make_integer_sequence<int, row_block<I>.count>{});
#else
        run_rows<I>(memory, std::make_integer_sequence<int, row_block<I>.count>{});
#endif
      else
        step<I>(memory, std::make_integer_sequence<int, accesses<I>>{});
      run_straight<I + row_block<I>.count>(memory);
    }
  }
  static void run_table(std::byte* const* memory) {
    static constexpr Table table = make_table(std::make_integer_sequence<int, plan.distinct_count>{});
    std::byte* operands[most_accesses];
    for (int s = 0; s < kernels; ++s) {
      auto const& step = table.steps[s];
      for (int a = 0; a < step.count; ++a) {
        OperandPlace const& p = table.places[step.first + a];
        operands[a] = memory[p.memory] + p.offset;
      }
      step.run(operands);
    }
  }
};

}  // namespace TENON_ISA
}  // namespace tenon::kernel
