namespace TransferLab.Runtime;

/// <summary>A device was asked for that cannot be used here. The message says why and what to do.</summary>
public sealed class DeviceException : Exception
{
    /// <summary>Creates the exception.</summary>
    public DeviceException() { }

    /// <summary>Creates the exception with a message.</summary>
    public DeviceException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and a cause.</summary>
    public DeviceException(string message, Exception innerException) : base(message, innerException) { }
}
