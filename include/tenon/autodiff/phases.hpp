// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/autodiff/jvp.hpp>
#include <tenon/autodiff/wrt.hpp>
#include <tenon/graph/split.hpp>
#include <tenon/tensor/run.hpp>

/// Functions that run in two phases, with the memory of what the first keeps for the second.
namespace tenon::detail {

/// A traced value's form at run time: tensors, gradients, tuples of them.
template <class X>
using RunForm = typename Result<X>::type;

/// What stands for a tangent or cotangent of an argument or value X at run time.
template <class X>
using DirectionOf = RunForm<typename CotangentOf<X>::type>;

/// A derivative traced in one graph, in two phases: `First` are the leaves that are known in the first, `Results` what it gives
/// (as many tensors). Both phases are sources of programs.
template <class Joint, int First, int Results>
struct Phases {
  struct FirstPhase {
    static constexpr GraphDraft record() { return Split(Joint::graph.view(), First, Results).first(); }
    static constexpr auto& graph = Frozen<FirstPhase>::graph;
  };
  /// The second one, for some of its results.
  template <int... Result>
  struct SecondPhase {
    static constexpr GraphDraft record() {
      List<int> wanted;
      (wanted.push_back(Result), ...);
      return Split(Joint::graph.view(), First, Results).second(wanted);
    }
    static constexpr auto& graph = Frozen<SecondPhase>::graph;
  };

  static constexpr int kept = FirstPhase::graph.view().output_count - Results;
  /// Where the kept values lie, and behind them their end.
  struct Layout {
    std::ptrdiff_t offset[kept + 1] = {};
  };
  static constexpr Layout layout = [] {
    Layout l;
    GraphView const g = FirstPhase::graph.view();
    std::size_t end = 0;
    for (int i = 0; i < kept; ++i) {
      Node const& n = g[g.outputs[Results + i].node];
      std::size_t const bytes = static_cast<std::size_t>(n.dims.size()) * size_of(n.dtype), align = alignment_for(bytes);
      end = (end + align - 1) / align * align;
      l.offset[i] = static_cast<std::ptrdiff_t>(end);
      end += bytes;
    }
    l.offset[kept] = static_cast<std::ptrdiff_t>(end);
    return l;
  }();
  static constexpr std::size_t bytes = static_cast<std::size_t>(layout.offset[kept]);
};

inline namespace TENON_ISA {
template <class Source>
void run_phase(std::byte** memory) {
  using P = kernel::Program<Source>;
#if defined(TENON_NO_HEAP)
  static_assert(diagnose::scratch_fits_the_stack<P::workspace_bytes, stack_scratch_bytes>, TENON_NO_HEAP_SCRATCH);
#endif
  with_scratch<P::workspace_bytes>([memory](std::byte* scratch) {
    memory[P::leaves + P::outputs] = scratch;
    P::run(memory);
  });
}
}  // namespace TENON_ISA

/// The kept values of a call, and its second phase.
template <class Phases>
class KeptValues {
 public:
  /// Runs the first phase, whose results go to `value`.
  template <class V, class... A>
  void run_first(V& value, A const&... args) {
    using Source = typename Phases::FirstPhase;
    std::byte* memory[Source::graph.view().leaf_count + Source::graph.view().output_count + 1];
    std::byte** next = memory;
    (Argument<A>::collect(args, next), ...);
    collect_places(value, next);
    add(next);
    run_phase<Source>(memory);
  }
  /// Runs the second one, with what it waited for.
  template <int... Result, class R, class... X>
  void run_second(R& result, X const&... late) const {
    using Source = typename Phases::template SecondPhase<Result...>;
    std::byte* memory[Source::graph.view().leaf_count + Source::graph.view().output_count + 1];
    std::byte** next = memory;
    add(next);
    (Argument<X>::collect(late, next), ...);
    collect_places(result, next);
    run_phase<Source>(memory);
  }

 private:
  // Kernels only read what the second phase is given.
  void add(std::byte**& next) const {
    auto* const begin = reinterpret_cast<std::byte*>(const_cast<std::uint8_t*>(memory_.data()));
    for (int i = 0; i < Phases::kept; ++i) *next++ = begin + Phases::layout.offset[i];
  }

  BasicTensor<std::uint8_t, Shape<(Phases::bytes > 0 ? Phases::bytes : 1)>> memory_;
};

}  // namespace tenon::detail
