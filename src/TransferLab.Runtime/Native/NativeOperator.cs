namespace TransferLab.Runtime.Native;

/// <summary>An operator as the runtime's C interface takes it, OrtCustomOp of interface version 17: what the runtime asks of the operator, then
/// the functions of its kernels. What follows <see cref="EndVersion"/> there (in-place outputs) is of later versions, and not read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeOperator
{
    public uint Version;
    // CreateKernel, which returns the kernel and cannot fail; CreateKernelV2 below is used instead.
    public nint CreateKernel;
    public delegate* unmanaged<NativeOperator*, byte*> GetName;
    public delegate* unmanaged<NativeOperator*, byte*> GetProvider;
    public delegate* unmanaged<NativeOperator*, nuint, int> GetInputType;
    public delegate* unmanaged<NativeOperator*, nuint> GetInputCount;
    public delegate* unmanaged<NativeOperator*, nuint, int> GetOutputType;
    public delegate* unmanaged<NativeOperator*, nuint> GetOutputCount;
    public nint Compute;
    public delegate* unmanaged<nint, void> Destroy;
    public delegate* unmanaged<NativeOperator*, nuint, int> GetInputCharacteristic;
    public delegate* unmanaged<NativeOperator*, nuint, int> GetOutputCharacteristic;
    public delegate* unmanaged<NativeOperator*, nuint, int> GetInputMemory;
    public delegate* unmanaged<NativeOperator*, int> GetVariadicInputMinimum;
    public delegate* unmanaged<NativeOperator*, int> GetVariadicInputHomogeneity;
    public delegate* unmanaged<NativeOperator*, int> GetVariadicOutputMinimum;
    public delegate* unmanaged<NativeOperator*, int> GetVariadicOutputHomogeneity;
    public delegate* unmanaged<NativeOperator*, nint, nint, nint*, nint> CreateKernelV2;
    public delegate* unmanaged<nint, nint, nint> ComputeV2;
    public nint InferOutputShape;
    public delegate* unmanaged<NativeOperator*, int> GetStartVersion;
    public delegate* unmanaged<NativeOperator*, int> EndVersion;

    // Behind what the runtime reads: what the functions above answer.
    public byte* Name;
    public int RequiredInputs;
    public int Inputs;
    public int RequiredOutputs;
    public int Outputs;
    public nint Definition;
}

/// <summary>The functions of the C interface that kernels of our own need. None of them allocates on the managed heap, but where it fails.</summary>
internal static unsafe partial class OrtFunctions
{
    /// <summary>An empty domain of operators; it lives as long as the process.</summary>
    public static nint CreateDomain(string name)
    {
        nint domain;
        fixed (byte* n = Utf8(name))
            Check(((delegate* unmanaged<byte*, nint*, nint>)Api->CreateCustomOpDomain)(n, &domain));
        return domain;
    }

    /// <summary>Adds an operator, whose memory the domain goes on reading.</summary>
    public static void AddOperator(nint domain, NativeOperator* op) =>
        Check(((delegate* unmanaged<nint, NativeOperator*, nint>)Api->CustomOpDomain_Add)(domain, op));

    /// <summary>Lets a session's models use a domain.</summary>
    public static void AddDomain(SessionOptions options, nint domain) =>
        Check(((delegate* unmanaged<nint, nint, nint>)Api->AddCustomOpDomain)(options.DangerousGetHandle(), domain));

    /// <summary>A status that says what failed; the runtime frees it.</summary>
    public static nint Failure(string words)
    {
        const int Fail = 1;
        fixed (byte* w = Utf8(words))
            return ((delegate* unmanaged<int, byte*, nint>)Api->CreateStatus)(Fail, w);
    }

    /// <summary>A whole-number attribute of a node; null where it is not set.</summary>
    public static long? IntegerAttribute(nint info, string name)
    {
        long value;
        fixed (byte* n = Utf8(name))
            return Succeeds(((delegate* unmanaged<nint, byte*, long*, nint>)Api->KernelInfoGetAttribute_int64)(info, n, &value)) ? value : null;
    }

    /// <summary>A number attribute of a node; null where it is not set.</summary>
    public static float? FloatAttribute(nint info, string name)
    {
        float value;
        fixed (byte* n = Utf8(name))
            return Succeeds(((delegate* unmanaged<nint, byte*, float*, nint>)Api->KernelInfoGetAttribute_float)(info, n, &value)) ? value : null;
    }

    /// <summary>A list of whole numbers; null where it is not set.</summary>
    public static long[]? IntegersAttribute(nint info, string name)
    {
        var get = (delegate* unmanaged<nint, byte*, long*, nuint*, nint>)Api->KernelInfoGetAttributeArray_int64;
        nuint count = 0;
        fixed (byte* n = Utf8(name))
        {
            if (!Succeeds(get(info, n, null, &count)))
                return null;
            var values = new long[count];
            fixed (long* v = values)
                Check(get(info, n, v, &count));
            return values;
        }
    }

    /// <summary>The initializer behind an input, alive and unchanged as long as the session; 0 for what is worked out at run time or left out.</summary>
    public static nint ConstantInput(nint info, int index)
    {
        int isConstant;
        nint value;
        return Succeeds(((delegate* unmanaged<nint, nuint, int*, nint*, nint>)Api->KernelInfoGetConstantInput_tensor)(info, (nuint)index, &isConstant, &value))
            && isConstant != 0 ? value : 0;
    }

    /// <summary>How many inputs a node states, left-out ones in between included.</summary>
    public static int InputCount(nint context) => Count(context, Api->KernelContext_GetInputCount);

    /// <summary>How many outputs a node states, left-out ones in between included.</summary>
    public static int OutputCount(nint context) => Count(context, Api->KernelContext_GetOutputCount);

    /// <summary>An input's value; 0 where it is left out.</summary>
    public static nint Input(nint context, int index)
    {
        nint value;
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)Api->KernelContext_GetInput)(context, (nuint)index, &value));
        return value;
    }

    /// <summary>An output's value in a shape; 0 where it is left out.</summary>
    public static nint Output(nint context, int index, ReadOnlySpan<long> dims)
    {
        nint value;
        fixed (long* d = dims)
            Check(((delegate* unmanaged<nint, nuint, long*, nuint, nint*, nint>)Api->KernelContext_GetOutput)(
                context, (nuint)index, d, (nuint)dims.Length, &value));
        return value;
    }

    /// <summary>A tensor's elements.</summary>
    public static void* Data(nint value)
    {
        void* data;
        Check(((delegate* unmanaged<nint, void**, nint>)Api->GetTensorMutableData)(value, &data));
        return data;
    }

    /// <summary>Writes a tensor's dimensions; those beyond the span's length are not written.</summary>
    /// <returns>How many it has.</returns>
    public static int Dimensions(nint value, Span<long> dims)
    {
        nint shape;
        Check(((delegate* unmanaged<nint, nint*, nint>)Api->GetTensorTypeAndShape)(value, &shape));
        nuint rank;
        Check(((delegate* unmanaged<nint, nuint*, nint>)Api->GetDimensionsCount)(shape, &rank));
        fixed (long* d = dims)
            Check(((delegate* unmanaged<nint, long*, nuint, nint>)Api->GetDimensions)(shape, d, Math.Min(rank, (nuint)dims.Length)));
        ((delegate* unmanaged<nint, void>)Api->ReleaseTensorTypeAndShapeInfo)(shape);
        return (int)rank;
    }

    /// <summary>Calls a function with every number below a count, on the threads of the session that runs the kernel.</summary>
    public static void ParallelFor(nint context, delegate* unmanaged<void*, nuint, void> body, int count, void* state)
    {
        // 0 batches: each thread takes an equal run of the numbers.
        const nuint Static = 0;
        Check(((delegate* unmanaged<nint, delegate* unmanaged<void*, nuint, void>, nuint, nuint, void*, nint>)Api->KernelContext_ParallelFor)(
            context, body, (nuint)count, Static, state));
    }

    private static int Count(nint context, nint function)
    {
        nuint count;
        Check(((delegate* unmanaged<nint, nuint*, nint>)function)(context, &count));
        return (int)count;
    }

    private static bool Succeeds(nint status)
    {
        if (status != 0)
            ((delegate* unmanaged<nint, void>)Api->ReleaseStatus)(status);
        return status == 0;
    }
}
