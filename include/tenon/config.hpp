// SPDX-License-Identifier: MIT
#pragma once

/// Every macro of Tenon and nothing else. A macro stands here only where a template cannot do the job.

#define TENON_VERSION_MAJOR 0
#define TENON_VERSION_MINOR 1
#define TENON_VERSION_PATCH 0

/// The kernels rely on NaN, Inf and the order of additions; -ffast-math breaks all three.
#if defined(__FAST_MATH__) && !defined(TENON_ALLOW_FAST_MATH)
#error "Tenon refuses -ffast-math: NaN, Inf and rounding would be wrong. Define TENON_ALLOW_FAST_MATH to insist."
#endif

#if defined(__GNUC__) || defined(__clang__)
#define TENON_INLINE [[gnu::always_inline]] inline
#define TENON_INLINE_LAMBDA __attribute__((always_inline))
#else
#define TENON_INLINE inline
#define TENON_INLINE_LAMBDA
#endif

/// The layers between a kernel and the values that it computes. GCC optimises a body again in every function that it is
/// always inlined into: layers are plain functions to it, and the kernel is flattened in one go. Clang flattens one level only,
/// nobody does without optimisation, and where lanes are scalars or size counts, large functions are better shared.
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__) && !defined(__OPTIMIZE_SIZE__) &&                          \
    (defined(__SSE2__) || defined(__aarch64__))
#define TENON_LAYER inline
#define TENON_LAYER_LAMBDA
#define TENON_FLATTEN [[gnu::flatten]]
#else
#define TENON_LAYER TENON_INLINE
#define TENON_LAYER_LAMBDA TENON_INLINE_LAMBDA
#define TENON_FLATTEN
#endif

/// A class whose objects are used once, and the member that uses them up: clang's -Wconsumed follows both.
#if defined(__clang__)
#define TENON_USED_ONCE __attribute__((consumable(unconsumed)))
#define TENON_USE_ONCE __attribute__((callable_when("unconsumed")))
#else
#define TENON_USED_ONCE
#define TENON_USE_ONCE
#endif

/// Run-time indices are checked unless this is 0. It is part of the kernels' namespace name, so that units built
/// with and without checks can be linked together.
#ifndef TENON_CHECKS
#ifdef NDEBUG
#define TENON_CHECKS 0
#else
#define TENON_CHECKS 1
#endif
#endif

/// What depends on the instruction set lives in an inline namespace named after it: units compiled with different
/// flags keep their own kernels and can be linked together without breaking the one-definition rule.
#define TENON_CONCAT_(a, b, c) a##b##c
#define TENON_CONCAT(a, b, c) TENON_CONCAT_(a, b, c)
#if defined(TENON_FORCE_SCALAR)
#define TENON_ISA_NAME scalar
#elif defined(__AVX512F__) && defined(__AVX512VNNI__)
#define TENON_ISA_NAME avx512_vnni
#elif defined(__AVX512F__)
#define TENON_ISA_NAME avx512
#elif defined(__AVX2__) && defined(__FMA__) && defined(__AVXVNNI__)
#define TENON_ISA_NAME avx2_fma_vnni
#elif defined(__AVX2__) && defined(__FMA__)
#define TENON_ISA_NAME avx2_fma
#elif defined(__AVX2__)
#define TENON_ISA_NAME avx2
#elif defined(__AVX__)
#define TENON_ISA_NAME avx
#elif defined(__SSE4_1__)
#define TENON_ISA_NAME sse4
#elif defined(__SSE2__)
#define TENON_ISA_NAME sse2
#elif defined(__ARM_NEON)
#define TENON_ISA_NAME neon
#else
#define TENON_ISA_NAME generic
#endif

/// Kernels on several cores (kernel/parallel.hpp), where one of these is defined: they are other kernels too.
#if defined(TENON_PARALLEL_OPENMP) && defined(TENON_PARALLEL_TBB)
#error "Tenon: TENON_PARALLEL_OPENMP and TENON_PARALLEL_TBB exclude each other: define one of them"
#elif defined(TENON_PARALLEL_OPENMP) && !defined(_OPENMP)
#error "Tenon: TENON_PARALLEL_OPENMP needs the compiler's OpenMP: add -fopenmp, or link tenon::parallel"
#elif (defined(TENON_PARALLEL_OPENMP) || defined(TENON_PARALLEL_TBB)) && defined(TENON_NO_HEAP)
#error                                                                                                                           \
    "Tenon: threads take memory from the heap, which TENON_NO_HEAP forbids: leave out TENON_PARALLEL_OPENMP or TENON_PARALLEL_TBB"
#elif defined(TENON_PARALLEL_OPENMP)
#define TENON_PARALLEL 1
#define TENON_ISA_PREFIX v0_1_openmp_
#elif defined(TENON_PARALLEL_TBB)
#define TENON_PARALLEL 1
#define TENON_ISA_PREFIX v0_1_tbb_
#endif
#if !defined(TENON_PARALLEL)
#define TENON_PARALLEL 0
#define TENON_ISA_PREFIX v0_1_
#endif

/// Elementwise kernels whose output has at least so many bytes write it past the caches (kernel/stream.hpp). A plain number; it
/// is part of the kernels' namespace name where it is given.
#if defined(TENON_STREAM_BYTES)
#define TENON_ISA_STREAM TENON_CONCAT(TENON_CONCAT(TENON_ISA_PREFIX, stream, TENON_STREAM_BYTES), _, )
#else
#define TENON_STREAM_BYTES 16777216
#define TENON_ISA_STREAM TENON_ISA_PREFIX
#endif
/// The most bytes of a matrix that a product keeps together on the stack, where that is not left to the instruction set
/// (`tn::panel_bytes`). A plain number; it is part of the kernels' namespace name where it is given.
#if defined(TENON_PANEL_BYTES)
#define TENON_ISA_BEGIN TENON_CONCAT(TENON_CONCAT(TENON_ISA_STREAM, panel, TENON_PANEL_BYTES), _, )
#else
#define TENON_ISA_BEGIN TENON_ISA_STREAM
#endif

#if defined(TENON_NO_HEAP) && TENON_CHECKS
#define TENON_ISA TENON_CONCAT(TENON_ISA_BEGIN, TENON_ISA_NAME, _checked_no_heap)
#elif defined(TENON_NO_HEAP)
#define TENON_ISA TENON_CONCAT(TENON_ISA_BEGIN, TENON_ISA_NAME, _no_heap)
#elif TENON_CHECKS
#define TENON_ISA TENON_CONCAT(TENON_ISA_BEGIN, TENON_ISA_NAME, _checked)
#else
#define TENON_ISA TENON_CONCAT(TENON_ISA_BEGIN, TENON_ISA_NAME, )
#endif

/// Whether the processor has a fused multiply-add decides how `fma` is spelled.
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA) || defined(__aarch64__)
#define TENON_HAS_FMA 1
#else
#define TENON_HAS_FMA 0
#endif
/// A Cortex-M4F fuses in single precision only; in double a fused multiply-add would be a library call.
#if TENON_HAS_FMA && (!defined(__ARM_FP) || (__ARM_FP & 8))
#define TENON_HAS_FMA64 1
#else
#define TENON_HAS_FMA64 0
#endif
