using System.Collections.Frozen;

namespace TransferLab.Runtime.Native;

/// <summary>What a session says about its model: inputs, outputs, metadata, and their names as native text.</summary>
internal sealed unsafe class ModelDescription
{
    private readonly FrozenDictionary<string, Port> _inputs;
    private readonly FrozenDictionary<string, Port> _outputs;

    public ModelDescription(SessionHandle session, string model)
    {
        Model = model;
        var native = session.DangerousGetHandle();
        Inputs = Read(native, OrtApiIndex.SessionGetInputCount, OrtApiIndex.SessionGetInputName, OrtApiIndex.SessionGetInputTypeInfo);
        Outputs = Read(native, OrtApiIndex.SessionGetOutputCount, OrtApiIndex.SessionGetOutputName, OrtApiIndex.SessionGetOutputTypeInfo);
        Optional = Read(native, OrtApiIndex.SessionGetOverridableInitializerCount, OrtApiIndex.SessionGetOverridableInitializerName,
            OrtApiIndex.SessionGetOverridableInitializerTypeInfo);
        _inputs = Inputs.Select(i => new Port(i, true)).Concat(Optional.Select(i => new Port(i, false)))
            .ToFrozenDictionary(p => p.Description.Name, StringComparer.Ordinal);
        _outputs = Outputs.Select(o => new Port(o, false)).ToFrozenDictionary(p => p.Description.Name, StringComparer.Ordinal);
        Metadata = ReadMetadata(native);
    }

    /// <summary>How messages name the model.</summary>
    public string Model { get; }

    public IReadOnlyList<TensorDescription> Inputs { get; }

    public IReadOnlyList<TensorDescription> Outputs { get; }

    /// <summary>Initializers that the model also lists as inputs, so that a feed replaces them.</summary>
    public IReadOnlyList<TensorDescription> Optional { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The input of that name, after a check that the value fits it.</summary>
    /// <exception cref="ArgumentException">No such input, or the value does not fit it.</exception>
    public Port Input(string name, OrtValue value) => Fitting(_inputs, name, value, "input", Inputs);

    /// <summary>The output of that name.</summary>
    /// <exception cref="ArgumentException">No such output, or it is no tensor.</exception>
    public Port Output(string name)
    {
        var port = Find(_outputs, name, "output", Outputs);
        return port.Description.Type != TensorType.Undefined
            ? port
            : throw new ArgumentException($"The output '{name}' of {Model} is no tensor (a sequence, map or optional value), which is not supported.", nameof(name));
    }

    /// <summary>The output of that name, after a check that the value fits it.</summary>
    /// <exception cref="ArgumentException">No such output, or the value does not fit it.</exception>
    public Port Output(string name, OrtValue value) => Fitting(_outputs, name, value, "output", Outputs);

    /// <summary>The complaint about inputs without a value.</summary>
    public ArgumentException Missing(IEnumerable<string> given)
    {
        var missing = Inputs.ExceptBy(given, i => i.Name, StringComparer.Ordinal).Select(i => i.ToString());
        return new ArgumentException($"{Model} needs values that were not given: {string.Join("; ", missing)}.");
    }

    private Port Fitting(FrozenDictionary<string, Port> ports, string name, OrtValue value, string kind, IReadOnlyList<TensorDescription> all)
    {
        ArgumentNullException.ThrowIfNull(value);
        var port = Find(ports, name, kind, all);
        if (port.Description.Mismatch(value.Type, value.Dims) is { } mismatch)
            throw new ArgumentException(
                $"The {kind} '{name}' of {Model} is {port.Description.Type} {port.Description.ShapeText}, but {mismatch}.", nameof(value));
        return port;
    }

    private Port Find(FrozenDictionary<string, Port> ports, string name, string kind, IReadOnlyList<TensorDescription> all)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ports.TryGetValue(name, out var port)
            ? port
            : throw new ArgumentException($"{Model} has no {kind} '{name}'. It has: {string.Join("; ", all)}.", nameof(name));
    }

    private static TensorDescription[] Read(nint session, OrtApiIndex countOf, OrtApiIndex nameOf, OrtApiIndex typeOf)
    {
        var api = OrtApi.Instance;
        nuint count;
        OrtStatus.Check(api.SessionGetCount(countOf)(session, &count), "count inputs or outputs");
        var all = new TensorDescription[count];
        for (var i = 0; i < all.Length; i++)
        {
            byte* text;
            OrtStatus.Check(api.SessionGetName(nameOf)(session, (nuint)i, OrtEnvironment.Allocator, &text), "name an input or output");
            var name = NativeText.Take(text);
            nint type, tensor;
            OrtStatus.Check(api.SessionGetTypeInfo(typeOf)(session, (nuint)i, &type), "describe", name);
            using var owned = new TypeInfoHandle(type);
            OrtStatus.Check(api.CastTypeInfoToTensorInfo(type, &tensor), "describe", name);
            if (tensor == 0)
            {
                all[i] = new TensorDescription(name, TensorType.Undefined, [], []);
                continue;
            }
            var dims = TensorInfo.Dims(tensor);
            all[i] = new TensorDescription(name, TensorInfo.Type(tensor), Array.AsReadOnly(dims), Array.AsReadOnly(TensorInfo.Symbols(tensor, dims.Length)));
        }
        return all;
    }

    private static FrozenDictionary<string, string> ReadMetadata(nint session)
    {
        var api = OrtApi.Instance;
        var allocator = OrtEnvironment.Allocator;
        nint native;
        OrtStatus.Check(api.SessionGetModelMetadata(session, &native), "read the model's metadata");
        using var metadata = new ModelMetadataHandle(native);
        byte** keys;
        long count;
        OrtStatus.Check(api.ModelMetadataGetCustomMetadataMapKeys(native, allocator, &keys, &count), "read the model's metadata");
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            byte* value = null;
            OrtStatus.Free(api.ModelMetadataLookupCustomMetadataMap(native, allocator, keys[i], &value));
            var text = value is null ? "" : NativeText.Take(value);
            entries[NativeText.Take(keys[i])] = text;
        }
        if (keys is not null)
            OrtStatus.Free(api.AllocatorFree(allocator, keys));
        return entries.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
