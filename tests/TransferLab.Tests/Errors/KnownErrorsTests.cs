using System.Reflection;
using TransferLab.Errors;
using TransferLab.Imaging;
using TransferLab.Onnx;
using TransferLab.Runtime;

namespace TransferLab.Tests.Errors;

public sealed class KnownErrorsTests
{
    /// <summary>Every public exception type that the library and the projects below it declare.</summary>
    public static TheoryData<Type> Declared =>
        [.. new[] { typeof(KnownErrors), typeof(OnnxModel), typeof(Autodiff.TrainingGraph), typeof(ImageDecoder), typeof(OrtValue) }.Select(t => t.Assembly).Distinct()
            .SelectMany(a => a.GetExportedTypes()).Where(t => t.IsSubclassOf(typeof(Exception)) && !t.IsAbstract)];

    [Theory]
    [MemberData(nameof(Declared))]
    public void Every_exception_of_the_house_is_an_answer_to_a_user(Type type) =>
        Assert.True(KnownErrors.IsKnown((Exception)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type)), $"{type} is not in KnownErrors: its message would be shown as a defect.");

    [Fact]
    public void Defects_and_cancellations_are_not()
    {
        Assert.All(new Exception[] { new InvalidOperationException(), new ArgumentNullException("x"), new OperationCanceledException(), new TargetInvocationException(null) },
            e => Assert.False(KnownErrors.IsKnown(e)));
        Assert.True(KnownErrors.IsBadOption(new ArgumentException("--epochs 0")));
        Assert.False(KnownErrors.IsBadOption(new ArgumentException("parameter", "x")));
    }
}
