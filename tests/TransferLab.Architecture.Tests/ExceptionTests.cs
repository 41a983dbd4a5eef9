using System.Reflection;
using TransferLab.Errors;

namespace TransferLab.Architecture.Tests;

/// <summary>What the house throws at people.</summary>
public class ExceptionTests
{
    [Theory]
    [MemberData(nameof(ArrowTests.SourceProjects), MemberType = typeof(ArrowTests))]
    public void Every_public_exception_is_an_answer_to_a_person(string project) =>
        Findings.None(Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, project + ".dll")).GetExportedTypes()
            .Where(t => t.IsSubclassOf(typeof(Exception)) && !t.IsSubclassOf(typeof(InputException)) && t != typeof(InputException))
            // Callers of native code know this type.
            .Where(t => !t.IsSubclassOf(typeof(DllNotFoundException)))
            .Select(t => $"{t} does not derive from {nameof(InputException)}: its message would be shown as a defect."));
}
