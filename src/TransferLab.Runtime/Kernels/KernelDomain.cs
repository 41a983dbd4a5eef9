namespace TransferLab.Runtime.Kernels;

/// <summary>
/// The operators of the domain <c>transferlab</c>, whose kernels are written in C#, as the runtime takes them (docs/kernels.md lists them). Their
/// names, inputs and attributes are a contract with <c>TransferLab.Autodiff</c>, which writes nodes of them without knowing this project.
/// </summary>
internal static unsafe class KernelDomain
{
    public const string Name = "transferlab";

    /// <summary>Every operator. A new one is a class and a line here.</summary>
    public static IReadOnlyList<OperatorDefinition> Operators { get; } =
    [
        new("Conv", 2, 2, 1, 0, i => new ConvolutionOperator(i)),
        new("ConvGradient", 3, 1, 0, 3, i => new ConvolutionGradientOperator(i)),
        new("Clamp", 1, 1, 1, 0, i => new ClampOperator(i)),
        new("ClampGradient", 2, 1, 1, 0, i => new ClampGradientOperator(i)),
        new("MaxPool", 1, 0, 1, 0, i => new MaxPoolOperator(i)),
        new("MaxPoolGradient", 3, 0, 1, 0, i => new MaxPoolGradientOperator(i)),
        new("GlobalAveragePool", 1, 0, 1, 0, _ => new GlobalAveragePoolOperator()),
        new("GlobalAveragePoolGradient", 2, 0, 1, 0, i => new GlobalAveragePoolGradientOperator(i)),
        new("Linear", 2, 2, 1, 0, i => new LinearOperator(i)),
        new("LinearGradient", 3, 1, 0, 3, i => new LinearGradientOperator(i)),
        new("Gelu", 1, 0, 1, 0, _ => new GeluOperator()),
        new("GeluGradient", 2, 0, 1, 0, _ => new GeluGradientOperator()),
        new("LayerNormalizationGradient", 3, 1, 0, 3, i => new LayerNormalizationGradientOperator(i)),
        new("SoftmaxGradient", 2, 0, 1, 0, _ => new SoftmaxGradientOperator()),
        new("ToChannelsLast", 1, 0, 1, 0, _ => new ToChannelsLastOperator()),
        new("ToChannelsFirst", 1, 0, 1, 0, _ => new ToChannelsFirstOperator()),
    ];

    // Once per process: every session's options point to it, and it is never freed.
    private static readonly Lazy<nint> s_domain = new(Create);

    /// <summary>Lets a session's models use the operators.</summary>
    public static void AddTo(SessionOptions options) => OrtFunctions.AddDomain(options, s_domain.Value);

    private static nint Create()
    {
        const uint InterfaceVersion = 17;
        var domain = OrtFunctions.CreateDomain(Name);
        foreach (var definition in Operators)
        {
            var op = (NativeOperator*)NativeMemory.AllocZeroed((nuint)sizeof(NativeOperator));
            *op = new NativeOperator
            {
                Version = InterfaceVersion,
                Name = (byte*)Marshal.StringToCoTaskMemUTF8(definition.Name),
                RequiredInputs = definition.RequiredInputs,
                Inputs = definition.RequiredInputs + definition.OptionalInputs,
                RequiredOutputs = definition.RequiredOutputs,
                Outputs = definition.RequiredOutputs + definition.OptionalOutputs,
                Definition = GCHandle.ToIntPtr(GCHandle.Alloc(definition)),
                GetName = &GetName,
                GetProvider = &GetProvider,
                GetInputType = &GetElementType,
                GetInputCount = &GetInputCount,
                GetOutputType = &GetElementType,
                GetOutputCount = &GetOutputCount,
                GetInputCharacteristic = &GetInputCharacteristic,
                GetOutputCharacteristic = &GetOutputCharacteristic,
                GetInputMemory = &GetMemory,
                GetVariadicInputMinimum = &One,
                GetVariadicInputHomogeneity = &One,
                GetVariadicOutputMinimum = &One,
                GetVariadicOutputHomogeneity = &One,
                CreateKernelV2 = &CreateKernel,
                ComputeV2 = &Compute,
                Destroy = &Destroy,
                GetStartVersion = &One,
                EndVersion = &LastVersion,
            };
            OrtFunctions.AddOperator(domain, op);
        }
        Announce(domain);
        return domain;
    }

    /// <summary>
    /// Loads a model with the domain, alone. The first session with a domain enters its name into a table of the process, asking before whether it is there:
    /// of two such sessions at the same time one fails. After this the name is there.
    /// </summary>
    private static void Announce(nint domain)
    {
        using var options = new SessionOptions();
        OrtFunctions.AddDomain(options, domain);
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(IdentityModel.Of(TensorElementType.Float), options);
    }

    [UnmanagedCallersOnly]
    private static nint CreateKernel(NativeOperator* op, nint api, nint info, nint* kernel)
    {
        try
        {
            var definition = (OperatorDefinition)GCHandle.FromIntPtr(op->Definition).Target!;
            *kernel = GCHandle.ToIntPtr(GCHandle.Alloc(definition.Create(new KernelInfo(info))));
            return 0;
        }
#pragma warning disable CA1031 // An exception that leaves here ends the process; the runtime passes a status on.
        catch (Exception e)
        {
            return OrtFunctions.Failure(e.Message);
        }
#pragma warning restore CA1031
    }

    [UnmanagedCallersOnly]
    private static nint Compute(nint kernel, nint context)
    {
        try
        {
            var rented = KernelContext.Rent(context);
            try
            {
                ((KernelOperator)GCHandle.FromIntPtr(kernel).Target!).Compute(rented);
            }
            finally
            {
                rented.Return();
            }
            return 0;
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
        {
            return OrtFunctions.Failure(e.Message);
        }
#pragma warning restore CA1031
    }

    [UnmanagedCallersOnly]
    private static void Destroy(nint kernel)
    {
        var handle = GCHandle.FromIntPtr(kernel);
        ((KernelOperator)handle.Target!).Dispose();
        handle.Free();
    }

    [UnmanagedCallersOnly]
    private static byte* GetName(NativeOperator* op) => op->Name;

    // None: the CPU's.
    [UnmanagedCallersOnly]
    private static byte* GetProvider(NativeOperator* op) => null;

    // ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT.
    [UnmanagedCallersOnly]
    private static int GetElementType(NativeOperator* op, nuint index) => 1;

    [UnmanagedCallersOnly]
    private static nuint GetInputCount(NativeOperator* op) => (nuint)op->Inputs;

    [UnmanagedCallersOnly]
    private static nuint GetOutputCount(NativeOperator* op) => (nuint)op->Outputs;

    // INPUT_OUTPUT_REQUIRED is 0, INPUT_OUTPUT_OPTIONAL 1.
    [UnmanagedCallersOnly]
    private static int GetInputCharacteristic(NativeOperator* op, nuint index) => (int)index < op->RequiredInputs ? 0 : 1;

    [UnmanagedCallersOnly]
    private static int GetOutputCharacteristic(NativeOperator* op, nuint index) => (int)index < op->RequiredOutputs ? 0 : 1;

    // OrtMemTypeDefault.
    [UnmanagedCallersOnly]
    private static int GetMemory(NativeOperator* op, nuint index) => 0;

    [UnmanagedCallersOnly]
    private static int One(NativeOperator* op) => 1;

    [UnmanagedCallersOnly]
    private static int LastVersion(NativeOperator* op) => int.MaxValue;
}
