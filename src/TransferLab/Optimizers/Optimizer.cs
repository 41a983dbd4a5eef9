using System.Runtime.CompilerServices;

namespace TransferLab.Optimizers;

/// <summary>Moves the weights of one flat buffer against their gradients. One pass over memory per step, vectorised, shared among cores when the buffer is
/// large; every element is computed by the same correctly rounded operations wherever it lies, so results do not depend on vector width or threads.</summary>
internal abstract class Optimizer
{
    // Fits the second-level cache with all four streams of Adam, and is a multiple of every vector length.
    private const int ChunkLength = 16 * 1024;
    private const long ParallelFrom = 1 << 20;

    private readonly float[][] _state;
    private readonly (int Slice, int Start, int Count)[] _chunks;
    private readonly int _threads;

    private protected Optimizer(string name, OptimizerOptions options, ParameterLayout layout, params string[] stateNames)
    {
        options.Validate();
        Name = name;
        Options = options;
        Layout = layout;
        StateNames = stateNames;
        _state = [.. stateNames.Select(_ => new float[layout.Length])];
        _threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        _chunks = [.. layout.Slices.SelectMany((s, i) => Enumerable.Range(0, (s.Length + ChunkLength - 1) / ChunkLength)
            .Select(c => (i, s.Offset + c * ChunkLength, Math.Min(ChunkLength, s.Length - c * ChunkLength))))];
    }

    /// <summary>Its name in the catalogue.</summary>
    public string Name { get; }
    /// <summary>Its constants.</summary>
    public OptimizerOptions Options { get; }
    /// <summary>Where the tensors lie, and their scales.</summary>
    public ParameterLayout Layout { get; }
    /// <summary>The names of its state buffers, e.g. <c>mean</c> and <c>square</c>; none for plain gradient descent.</summary>
    public IReadOnlyList<string> StateNames { get; }
    /// <summary>Steps taken so far.</summary>
    public long StepCount { get; private set; }

    /// <summary>A state buffer, as long as the layout. What a checkpoint holds beside the weights and <see cref="StepCount"/>; restored by writing into
    /// it.</summary>
    /// <exception cref="ArgumentException">There is no state of that name.</exception>
    public Span<float> State(string name)
    {
        for (var i = 0; i < StateNames.Count; i++)
            if (StateNames[i] == name)
                return _state[i];
        throw new ArgumentException($"The optimizer '{Name}' has no state '{name}'; it has: {string.Join(", ", StateNames)}.", nameof(name));
    }

    /// <summary>Continues after a checkpoint: the caller has filled the state buffers and says how many steps they stand for.</summary>
    public void Resume(long stepCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stepCount);
        StepCount = stepCount;
    }

    /// <summary>Updates the weights in place.</summary>
    /// <param name="weights">The flat buffer, managed or native; as long as the layout.</param>
    /// <param name="gradients">The gradient of the loss for each weight; as long as the layout. Not changed.</param>
    /// <param name="settings">Learning rate and gradient scale of this step.</param>
    /// <exception cref="ArgumentException">A buffer has another length, or the learning rate is negative or not finite.</exception>
    public unsafe void Step(Span<float> weights, ReadOnlySpan<float> gradients, StepSettings settings)
    {
        if (weights.Length != Layout.Length || gradients.Length != Layout.Length)
            throw new ArgumentException(
                $"The layout has {Layout.Length} elements, but there are {weights.Length} weights and {gradients.Length} gradients.", nameof(weights));
        if (!(settings.LearningRate >= 0) || float.IsInfinity(settings.LearningRate))
            throw new ArgumentException($"The learning rate is {settings.LearningRate}; it must be 0 or more and finite.", nameof(settings));
        StepCount++;
        Prepare(StepCount);
        fixed (float* w = weights, g = gradients)
        {
            if (_threads == 1 || Layout.Elements < ParallelFrom)
            {
                foreach (var chunk in _chunks)
                    StepChunk(w, g, chunk, settings);
                return;
            }
            // Lambdas cannot hold pointers to spans; the buffers stay pinned by this frame until For returns.
            nint weightsAt = (nint)w, gradientsAt = (nint)g;
            Parallel.For(0, _chunks.Length, new ParallelOptions { MaxDegreeOfParallelism = _threads },
                i => StepChunk((float*)weightsAt, (float*)gradientsAt, _chunks[i], settings));
        }
    }

    private unsafe void StepChunk(float* w, float* g, (int Slice, int Start, int Count) chunk, StepSettings settings)
    {
        var slice = Layout.Slices[chunk.Slice];
        if (slice.LearningRateScale == 0)
            return;
        var start = chunk.Start;
        var whole = chunk.Count - chunk.Count % Vector<float>.Count;
        fixed (float* first = _state.Length > 0 ? _state[0] : null, second = _state.Length > 1 ? _state[1] : null)
        {
            var rate = settings.LearningRate * slice.LearningRateScale;
            var update = new UpdateArguments
            {
                Weights = w + start,
                Gradients = g + start,
                State1 = first == null ? null : first + start,
                State2 = second == null ? null : second + start,
                Count = whole,
                Rate = rate,
                GradientScale = settings.GradientScale,
                Decays = slice.Decays,
            };
            if (whole > 0)
                Update(update);
            if (whole < chunk.Count)
                UpdateRest(update, whole, chunk.Count - whole);
        }
    }

    // The last elements go through the same vector code by way of a padded copy, so that no formula is written twice.
    private unsafe void UpdateRest(UpdateArguments all, int start, int count)
    {
        var lanes = Vector<float>.Count;
        var scratch = stackalloc float[4 * lanes];
        new Span<float>(scratch, 4 * lanes).Clear();
        float* w = scratch, g = scratch + lanes, s1 = scratch + 2 * lanes, s2 = scratch + 3 * lanes;
        Copy(all.Weights + start, w, count);
        Copy(all.Gradients + start, g, count);
        Copy(all.State1 == null ? null : all.State1 + start, s1, count);
        Copy(all.State2 == null ? null : all.State2 + start, s2, count);
        var rest = all;
        rest.Weights = w;
        rest.Gradients = g;
        rest.State1 = s1;
        rest.State2 = s2;
        rest.Count = lanes;
        Update(rest);
        Copy(w, all.Weights + start, count);
        Copy(s1, all.State1 == null ? null : all.State1 + start, count);
        Copy(s2, all.State2 == null ? null : all.State2 + start, count);
    }

    private static unsafe void Copy(float* from, float* to, int count)
    {
        if (from != null && to != null)
            Unsafe.CopyBlockUnaligned(to, from, (uint)count * sizeof(float));
    }

    /// <summary>Computes what the whole of step <paramref name="step"/> (1 for the first) shares.</summary>
    private protected virtual void Prepare(long step)
    {
    }

    /// <summary>Updates a run of elements; the count is a multiple of the vector length.</summary>
    private protected abstract void Update(in UpdateArguments u);

    /// <summary>λ of weight decay as far as it applies to the slice.</summary>
    private protected Vector<float> DecayOf(in UpdateArguments u, float own) => new(u.Decays ? Options.WeightDecay ?? own : 0f);

    /// <summary>The gradient as the penalties make it: scale·g + λ·w + λ₁·sign(w).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static Vector<float> Penalised(Vector<float> gradient, Vector<float> weight, Vector<float> scale, Vector<float> l2, Vector<float> l1)
    {
        var sign = Vector.ConditionalSelect(Vector.Equals(weight, Vector<float>.Zero), Vector<float>.Zero, Vector.CopySign(l1, weight));
        return gradient * scale + l2 * weight + sign;
    }

    /// <summary>λ₁ as far as it applies to the slice.</summary>
    private protected Vector<float> L1Of(in UpdateArguments u) => new(u.Decays ? Options.L1 : 0f);

    /// <summary>One run of elements and what applies to it.</summary>
    private protected unsafe struct UpdateArguments
    {
        public float* Weights;
        public float* Gradients;
        public float* State1;
        public float* State2;
        public int Count;
        public float Rate;
        public float GradientScale;
        public bool Decays;
    }
}

/// <summary>What changes from one step to the next.</summary>
/// <param name="LearningRate">The learning rate, 0 or more; each slice multiplies it by its own scale.</param>
/// <param name="GradientScale">Factor on all gradients as they are read: 1/k after accumulating k batches, times
/// <see cref="GradientClipping.Factor"/>. Fused into the step, it saves a pass over the gradients.</param>
internal readonly record struct StepSettings(float LearningRate, float GradientScale = 1f);
