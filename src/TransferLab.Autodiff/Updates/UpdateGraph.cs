namespace TransferLab.Autodiff.Updates;

/// <summary>How an <see cref="UpdateGraph"/> moves weights, by its name in the literature.</summary>
public enum UpdateMethod
{
    /// <summary>Plain gradient descent; no state.</summary>
    GradientDescent,

    /// <summary>Heavy-ball momentum; the state is the velocity.</summary>
    Momentum,

    /// <summary>Nesterov's accelerated gradient; the state is the velocity.</summary>
    Nesterov,

    /// <summary>Adaptive moments, with <see cref="UpdateOptions.Decay"/> AdamW; the states are the mean of gradients and that of their squares.</summary>
    Adam,
}

/// <summary>What an <see cref="UpdateGraph"/> computes; the constants of an optimizer. What changes from step to step is an input of the graph.</summary>
public sealed record UpdateOptions
{
    /// <summary>The rule.</summary>
    public required UpdateMethod Method { get; init; }

    /// <summary>Momentum factor μ of <see cref="UpdateMethod.Momentum"/> and <see cref="UpdateMethod.Nesterov"/>.</summary>
    public float Momentum { get; init; }

    /// <summary>β₁ of <see cref="UpdateMethod.Adam"/>.</summary>
    public float Beta1 { get; init; }

    /// <summary>β₂ of <see cref="UpdateMethod.Adam"/>.</summary>
    public float Beta2 { get; init; }

    /// <summary>ε of <see cref="UpdateMethod.Adam"/>.</summary>
    public float Epsilon { get; init; }

    /// <summary>λ₂ of an L2 penalty, which joins the gradient of slices that decay: g + λ₂·w. Default 0.</summary>
    public float L2 { get; init; }

    /// <summary>λ₁ of an L1 penalty, which joins the gradient of slices that decay: g + λ₁·sign(w). Default 0.</summary>
    public float L1 { get; init; }

    /// <summary>λ of decoupled weight decay: slices that decay are multiplied by 1 − rate·λ in each step. Default 0.</summary>
    public float Decay { get; init; }
}

/// <summary>
/// The step of an optimizer as an ONNX model of default-domain operators over flat vectors: weights, gradients and states go in, weights and states after the
/// step come out, so that a device that holds them need not give them away. Outputs may be bound to the memory of the inputs they replace.
/// </summary>
public sealed class UpdateGraph
{
    /// <summary>Input: the weights.</summary>
    public const string Weights = "weights";

    /// <summary>Input: the gradient of the loss for each weight.</summary>
    public const string Gradients = "gradients";

    /// <summary>Input: what changes from step to step, <see cref="SettingsLength"/> numbers that <see cref="WriteSettings"/> writes.</summary>
    public const string Settings = "settings";

    /// <summary>Output: the weights after the step.</summary>
    public const string NextWeights = "weights_next";

    /// <summary>Numbers of <see cref="Settings"/>.</summary>
    public const int SettingsLength = 4;

    private const string RateScales = "rate_scales";
    private const string Decays = "decays";
    private readonly UpdateOptions _options;

    private UpdateGraph(UpdateOptions options, OnnxModel model, IReadOnlyList<string> states, IReadOnlyList<ElementConstant> constants) =>
        (_options, Model, States, Constants) = (options, model, states, constants);

    /// <summary>The model.</summary>
    public OnnxModel Model { get; }

    /// <summary>Inputs with the optimizer's state, zero before the first step; the outputs after the step are <see cref="Next"/> of these names.</summary>
    public IReadOnlyList<string> States { get; }

    /// <summary>Inputs that stay the same: only those that the slices make necessary.</summary>
    public IReadOnlyList<ElementConstant> Constants { get; }

    /// <summary>Name of the output that takes the place of an input.</summary>
    public static string Next(string input) => input + "_next";

    /// <summary>Writes the graph.</summary>
    /// <param name="options">The rule and its constants.</param>
    /// <param name="slices">The tensors in the vectors. What lies between them is 0 in weights and gradients and stays 0.</param>
    /// <param name="length">Length of the vectors.</param>
    public static UpdateGraph Build(UpdateOptions options, IReadOnlyList<VectorSlice> slices, long length)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(slices);
        string[] states = options.Method switch
        {
            UpdateMethod.GradientDescent => [],
            UpdateMethod.Adam => ["mean", "square"],
            _ => ["velocity"],
        };
        var penalised = options.L2 != 0 || options.L1 != 0 || options.Decay != 0;
        List<ElementConstant> constants = [];
        if (slices.Any(s => s.RateScale != 1))
            constants.Add(new(RateScales, slices, s => s.RateScale));
        if (penalised && slices.Any(s => !s.Decays))
            constants.Add(new(Decays, slices, s => s.Decays ? 1 : 0));
        var model = new VectorModel("update",
            [(Weights, length), (Gradients, length), .. states.Select(s => (s, length)), .. constants.Select(c => (c.Input, length)),
                (Settings, SettingsLength)]);
        new Writer(model, options, length, constants.Any(c => c.Input == RateScales), constants.Any(c => c.Input == Decays), slices.Any(s => s.RateScale == 0))
            .Write();
        return new(options, model.Model, states, constants);
    }

    /// <summary>Writes what a step needs.</summary>
    /// <param name="settings">As long as <see cref="SettingsLength"/>.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="gradientScale">Factor on all gradients, e.g. of clipping.</param>
    /// <param name="step">Number of the step, from 1.</param>
    public void WriteSettings(Span<float> settings, float rate, float gradientScale, long step)
    {
        // In double precision, as powers of numbers near 1 ask for; the graph has single precision only.
        var (mean, square) = (1 / (1 - Math.Pow(_options.Beta1, step)), 1 / Math.Sqrt(1 - Math.Pow(_options.Beta2, step)));
        (settings[0], settings[1], settings[2], settings[3]) = (gradientScale, rate, rate * (float)mean, (float)square);
    }

    private sealed class Writer(VectorModel m, UpdateOptions options, long length, bool scalesRate, bool masksDecay, bool freezes)
    {
        public void Write()
        {
            var settings = m.Split(Settings, 1, 1, 1, 1);
            var (scale, rate, meanRate, root) = (settings[0], Scaled(settings[1]), settings[2], settings[3]);
            var g = Penalised(m.Mul(Gradients, scale));
            switch (options.Method)
            {
                case UpdateMethod.GradientDescent:
                    WriteWeights(m.Mul(rate, g), rate);
                    break;
                case UpdateMethod.Momentum:
                    WriteWeights(m.Mul(rate, WriteVelocity(g)), rate);
                    break;
                case UpdateMethod.Nesterov:
                    WriteWeights(m.Mul(rate, m.Add(g, m.Mul(m.Number(options.Momentum), WriteVelocity(g)))), rate);
                    break;
                default:
                    var mean = WriteState("mean", m.Mul(m.Number(options.Beta1), "mean"), m.Mul(m.Number(1 - options.Beta1), g));
                    var square = WriteState("square", m.Mul(m.Number(options.Beta2), "square"), m.Mul(m.Number(1 - options.Beta2), m.Mul(g, g)));
                    var divisor = m.Add(m.Mul(m.Op("Sqrt", square), root), m.Number(options.Epsilon));
                    WriteWeights(m.Mul(Scaled(meanRate), m.Op("Div", mean, divisor)), rate);
                    break;
            }
        }

        private string Scaled(string rate) => scalesRate ? m.Mul(RateScales, rate) : rate;

        private string Masked(string value) => masksDecay ? m.Mul(Decays, value) : value;

        private string Penalised(string gradient)
        {
            List<string> penalties = [];
            if (options.L2 != 0)
                penalties.Add(m.Mul(m.Number(options.L2), Weights));
            if (options.L1 != 0)
                penalties.Add(m.Mul(m.Number(options.L1), m.Op("Sign", Weights)));
            return penalties.Count == 0 ? gradient : m.Add(gradient, Masked(penalties.Aggregate(m.Add)));
        }

        private string WriteVelocity(string g) => WriteState("velocity", m.Mul(m.Number(options.Momentum), "velocity"), g);

        private string WriteState(string state, string kept, string added) => WriteSum(state, "Add", kept, added);

        private void WriteWeights(string step, string rate)
        {
            var kept = options.Decay == 0 ? Weights : m.Mul(Weights, m.Sub(m.Number(1), Masked(m.Mul(m.Number(options.Decay), rate))));
            WriteSum(Weights, "Sub", kept, step);
        }

        // What is frozen is kept by choice and not by a factor of 0, which would not hold off what is not finite.
        private string WriteSum(string input, string opType, string a, string b) => freezes
            ? m.Output(Next(input), ElementType.Float, length, "Where", m.Op("Equal", RateScales, m.Number(0)), input, m.Op(opType, a, b))
            : m.Output(Next(input), ElementType.Float, length, opType, a, b);
    }
}

/// <summary>An input of an <see cref="UpdateGraph"/> that never changes: a number for each element, the same within a slice.</summary>
public sealed class ElementConstant
{
    private readonly IReadOnlyList<VectorSlice> _slices;
    private readonly Func<VectorSlice, float> _value;

    internal ElementConstant(string input, IReadOnlyList<VectorSlice> slices, Func<VectorSlice, float> value) =>
        (Input, _slices, _value) = (input, slices, value);

    /// <summary>Name of the input.</summary>
    public string Input { get; }

    /// <summary>Writes the numbers of all elements; what lies between slices gets 0.</summary>
    /// <param name="values">As long as the vectors of the graph.</param>
    public void Fill(Span<float> values)
    {
        values.Clear();
        foreach (var slice in _slices)
            values.Slice((int)slice.Offset, (int)slice.Length).Fill(_value(slice));
    }
}
