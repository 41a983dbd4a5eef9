namespace TransferLab.Service.OpenInference;

/// <summary>Name, type and shape of an input or output; −1 stands for any number.</summary>
internal sealed record TensorMetadata(string Name, string Datatype, IReadOnlyList<long> Shape);
