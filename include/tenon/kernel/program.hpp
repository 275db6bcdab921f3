// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/joined_products.hpp>
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

/// One of the products of a kernel. Where lanes are scalars code is dear, and equal ones share it.
struct ExecutePart {
  template <auto D>
  TENON_LAYER static void run(std::byte* const* memory);
};

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
  } else if constexpr (detail::products<D> > 1)
    joined_products<D, ExecutePart>(memory);
  else if constexpr (D::kind == KernelKind::map)
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

template <auto D>
TENON_LAYER void ExecutePart::run(std::byte* const* memory) {
  if constexpr (simd::native_lanes<float> == 1)
    execute<D>(memory);
  else
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

/// Where an operand of a kernel that is called is, in a register of its own: GCC would copy pointers in pairs by vectors, and a
/// vector that is read where two pointers were just written waits for both to reach the cache.
template <bool Called>
TENON_INLINE std::byte* at_place(std::byte* p) {
#if defined(__x86_64__)
  if constexpr (Called) __asm__("" : "+r"(p));
#endif
  return p;
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
  /// Whether nothing is stored before all leaves are read.
  static constexpr bool reads_first() {
    if constexpr (kernels == 1 && plan.kernels[0].kind == KernelKind::matmul)
      return detail::products<Described<descriptor<0>>> == 1 && kernel::reads_first<Described<descriptor<0>>>();
    else
      return false;
  }

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

  /// Programs of more kernels than this take the pointers of their kernels from a table, or compile time would grow with the
  /// program.
  static constexpr int straight_line_kernels = 64;

  static constexpr OperandPlace place(int access) { return place_of(plan.slots[access], leaves, outputs); }
  /// The descriptor of one of the plan's different kernels: equal kernels are instantiated, and looked up, once.
  template <int Distinct>
  static constexpr auto descriptor =
      tenon::detail::descriptor_of<plan.kernels[plan.distinct[Distinct]].size>(plan, plan.distinct[Distinct]);

  template <int I, int... A>
  TENON_INLINE static void step(std::byte* const* memory, std::integer_sequence<int, A...>) {
    constexpr int first = plan.kernels[I].first_access;
    std::byte* const operands[] = {at_place<(kernels > 1)>(memory[place(first + A).memory]) + place(first + A).offset...,
                                   nullptr};
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
  static constexpr bool has_loops = [] {
    for (auto const& k : plan.kernels)
      if (k.loops[0].times > 1) return true;
    return false;
  }();
  struct Table {
    struct Step {
      Run run;
      std::int32_t first, count;
    };
    Step steps[kernels + 1];
    OperandPlace places[plan_size.accesses + 1];
    KernelLoop loops[has_loops ? kernels + 1 : 1][max_nest];
    std::ptrdiff_t moves[has_loops ? plan_size.accesses + 1 : 1][max_nest];  ///< of operands, in bytes
#if TENON_PARALLEL
    Split splits[has_loops ? kernels + 1 : 1];
#endif
  };
  template <int... Distinct>
  static constexpr Table make_table(std::integer_sequence<int, Distinct...>) {
    Run const runs[] = {runner<Distinct>()...};
    Table t{};
    for (int a = 0; a < plan_size.accesses; ++a) {
      t.places[a] = place(a);
      for (int level = 0; has_loops && level < max_nest; ++level)
        t.moves[a][level] = static_cast<std::ptrdiff_t>(plan.accesses[a].steps[level]) *
                            static_cast<std::ptrdiff_t>(size_of(plan.accesses[a].dtype));
    }
    for (int i = 0; i < kernels; ++i) {
      auto const& k = plan.kernels[i];
      t.steps[i] = {runs[k.distinct], k.first_access, k.size.loads + k.size.stores};
      for (int level = 0; has_loops && level < max_nest; ++level) t.loops[i][level] = k.loops[level];
    }
#if TENON_PARALLEL
    if constexpr (has_loops) {
      double const times[] = {time_of_kernel<Distinct>()...};
      for (int i = 0; i < kernels; i += plan.kernels[i].loops[0].count) {
        double all = 0;
        for (int k = i; k < i + plan.kernels[i].loops[0].count; ++k)
          all += detail::times_of(plan.kernels[k]) * times[plan.kernels[k].distinct];
        if (plan.kernels[i].loops[0].times > 1) t.splits[i] = detail::split_turns(plan.kernels[i].loops[0].times, all);
      }
    }
#endif
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

  // ---- Kernels that take turns

  /// How far the loops around a kernel have come, and the memory of a chunk's own for what only they use.
  struct Turn {
    std::ptrdiff_t at[max_nest] = {};
    std::byte* own = nullptr;
  };
  template <int A>
  TENON_INLINE static std::byte* operand(std::byte* const* memory, Turn const& turn) {
    constexpr auto step = [](int level) {
      return static_cast<std::ptrdiff_t>(plan.accesses[A].steps[level]) *
             static_cast<std::ptrdiff_t>(size_of(plan.accesses[A].dtype));
    };
    std::byte* at = memory[place(A).memory] + place(A).offset;
#if TENON_PARALLEL
    constexpr std::ptrdiff_t own = own_places.of[A];
    if constexpr (own >= 0) at = turn.own == nullptr ? at : turn.own + own;
#endif
    for (int level = 0; level < max_nest; ++level) at += turn.at[level] * step(level);
    return at;
  }
  template <int I, int... A>
  TENON_INLINE static void step_in_turn(std::byte* const* memory, Turn const& turn, std::integer_sequence<int, A...>) {
    constexpr int first = plan.kernels[I].first_access;
    std::byte* const operands[] = {operand<first + A>(memory, turn)...};
    execute<descriptor<plan.kernels[I].distinct>>(operands);
  }
  /// Kernels I to End, which lie in `Level` loops, with the loops among them.
  template <int Level, int I, int End>
  TENON_INLINE static void run_in_turn(std::byte* const* memory, Turn turn) {
    if constexpr (I < End) {
      constexpr KernelLoop loop = Level < max_nest ? plan.kernels[I].loops[Level] : KernelLoop{};
      if constexpr (loop.times > 1)
        for (turn.at[Level] = 0; turn.at[Level] < loop.times; ++turn.at[Level])
          run_in_turn<Level + 1, I, I + loop.count>(memory, turn);
      else
        step_in_turn<I>(memory, turn, std::make_integer_sequence<int, accesses<I>>{});
      if constexpr (loop.times > 1 && Level < max_nest) turn.at[Level] = 0;
      run_in_turn<Level, I + loop.count, End>(memory, turn);
    }
  }

#if TENON_PARALLEL
  static constexpr auto own_places = detail::own_places_of(plan);
  /// More is not put on a thread's stack: such loops run one time after the other, their kernels on several cores.
  static constexpr std::int64_t most_own_bytes = 512 * 1024;

  /// And of the loops that are not larger the most.
  static constexpr std::size_t most_own_here = [] {
    std::int64_t most = 64;
    for (std::int64_t const bytes : own_places.bytes)
      if (bytes > most && bytes <= most_own_bytes) most = bytes;
    return static_cast<std::size_t>(most);
  }();
  template <int Distinct>
  static constexpr double time_of_kernel() {
    constexpr KernelKind kind = plan.kernels[plan.distinct[Distinct]].kind;
    if constexpr (kind == KernelKind::routine || kind == KernelKind::region)
      return 0;
    else
      return detail::time_on_one_core<Described<descriptor<Distinct>>>;
  }
  template <int I>
  static constexpr double time_of_turns =
      detail::times_of(plan.kernels[I]) * detail::time_on_one_core<Described<descriptor<plan.kernels[I].distinct>>>;
  template <int First, int... K>
  static void run_turns(std::byte* const* memory, std::integer_sequence<int, K...>) {
    constexpr KernelLoop loop = plan.kernels[First].loops[0];
    static constexpr Split split = detail::split_turns(loop.times, (time_of_turns<First + K> + ...));
    if constexpr (split.count > 1 && own_places.bytes[First] <= most_own_bytes)
      parallel::for_each_chunk(split.count, [memory](int chunk) {
        alignas(64) std::byte own[own_places.bytes[First] + 1];
        std::ptrdiff_t const begin = chunk * static_cast<std::ptrdiff_t>(split.chunk);
        std::ptrdiff_t const end = chunk == split.count - 1 ? begin + split.last : begin + split.chunk;
        Turn turn{{}, own};
        for (turn.at[0] = begin; turn.at[0] < end; ++turn.at[0]) run_in_turn<1, First, First + loop.count>(memory, turn);
      });
    else
      run_in_turn<0, First, First + loop.count>(memory, {});
  }
#endif

  template <int I = 0>
  TENON_INLINE static void run_straight([[maybe_unused]] std::byte* const* memory) {
    if constexpr (I < kernels) {
      constexpr KernelLoop loop = plan.kernels[I].loops[0];
      if constexpr (loop.times > 1)
#if TENON_PARALLEL
        run_turns<I>(memory, std::make_integer_sequence<int, loop.count>{});
#else
        run_in_turn<0, I, I + loop.count>(memory, {});
#endif
      else
        step<I>(memory, std::make_integer_sequence<int, accesses<I>>{});
      run_straight<I + loop.count>(memory);
    }
  }
  static void run_table(std::byte* const* memory) {
    if constexpr (has_loops)
      run_steps(memory, 0, kernels, 0, {});
    else
      for (int s = 0; s < kernels; ++s) run_step(memory, s, {});
  }
  TENON_INLINE static Table const& table() {
    static constexpr Table t = make_table(std::make_integer_sequence<int, plan.distinct_count>{});
    return t;
  }
  TENON_INLINE static void run_step(std::byte* const* memory, int s, [[maybe_unused]] Turn const& turn) {
    std::byte* operands[most_accesses];
    auto const& step = table().steps[s];
    for (int a = 0; a < step.count; ++a) {
      OperandPlace const& p = table().places[step.first + a];
      operands[a] = memory[p.memory] + p.offset;
      if constexpr (has_loops) {
#if TENON_PARALLEL
        if (std::ptrdiff_t const own = own_places.of[step.first + a]; own >= 0 && turn.own != nullptr)
          operands[a] = turn.own + own;
#endif
        for (int level = 0; level < max_nest; ++level) operands[a] += turn.at[level] * table().moves[step.first + a][level];
      }
    }
    step.run(operands);
  }
  /// The same as `run_in_turn`, by the table.
  static void run_steps(std::byte* const* memory, int begin, int end, int level, Turn turn) {
    for (int s = begin; s < end;) {
      KernelLoop const loop = level < max_nest ? table().loops[s][level] : KernelLoop{};
      if (loop.times == 1) run_step(memory, s, turn);
#if TENON_PARALLEL
      else if (level == 0 && table().splits[s].count > 1 && own_places.bytes[s] <= most_own_bytes)
        parallel::for_each_chunk(table().splits[s].count, [memory, s, loop](int chunk) {
          alignas(64) std::byte own[most_own_here];
          Split const& split = table().splits[s];
          std::ptrdiff_t const first = chunk * static_cast<std::ptrdiff_t>(split.chunk);
          std::ptrdiff_t const last = chunk == split.count - 1 ? first + split.last : first + split.chunk;
          Turn inner{{}, own};
          for (inner.at[0] = first; inner.at[0] < last; ++inner.at[0]) run_steps(memory, s, s + loop.count, 1, inner);
        });
#endif
      else {
        for (turn.at[level] = 0; turn.at[level] < loop.times; ++turn.at[level])
          run_steps(memory, s, s + loop.count, level + 1, turn);
        turn.at[level] = 0;
      }
      s += loop.count;
    }
  }
};

}  // namespace TENON_ISA
}  // namespace tenon::kernel
